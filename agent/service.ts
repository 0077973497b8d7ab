import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../services/domain/observed.ts';
import {
  type AgentServiceServer,
  Severity,
  type UploadSeedRequest,
} from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { Mutation as MutationMessage, Operation } from '../services/rpc/gen/hapy/agent/v1/operation.ts';
import type { NodeState as NodeStateMessage } from '../services/rpc/gen/hapy/agent/v1/state.ts';
import { clientStream, serverStream, unary } from '../services/rpc/handlers.ts';
import {
  leaseToProto,
  nodeStateToProto,
  seedManifestFromProto,
  seedManifestToProto,
} from '../services/rpc/mapping/node-state.ts';
import { changesSince } from '../services/rpc/mapping/state-changes.ts';
import { placesToProto } from '../services/rpc/mapping/storage.ts';
import type { LeaseAnswer } from './lease-rules.ts';
import type { LeaseStore } from './lease-store.ts';
import type { NodeObserver } from './node-observer.ts';
import type { OperationKind } from './operation-kind.ts';
import { eventToProto, operationToProto } from './operation-messages.ts';
import type { Mutation, OperationRunner } from './operation-runner.ts';
import type { AgentPorts } from './operations/agent-ports.ts';
import type { OperationKinds } from './operations/operation-kinds.ts';
import { ownVariables } from './operations/own-variables.ts';
import { preflight } from './operations/preflight.ts';
import { storagePlaces } from './operations/storage/storage-places.ts';

interface ServiceParts {
  readonly ports: AgentPorts;
  readonly kinds: OperationKinds;
  readonly observer: NodeObserver;
  readonly runner: OperationRunner;
  readonly lease: LeaseStore;
}

const heartbeatMs = { minimum: 250, maximum: 60_000, default: 5000 } as const;
const listMax = 1000;
const seedChunkBytesMax = 256 * 1024;

const severities = {
  ok: Severity.SEVERITY_OK,
  warning: Severity.SEVERITY_WARNING,
  error: Severity.SEVERITY_ERROR,
} as const;

/** AgentService (agent.proto): protobuf in, domain words inside, protobuf out. */
export function agentService(parts: ServiceParts): AgentServiceServer {
  return { ...reading(parts), ...leasing(parts), ...changing(parts), ...seeding(parts) };
}

function reading({ ports, observer, runner }: ServiceParts) {
  return {
    getState: unary(async (_request, { signal }) => ({
      state: nodeStateToProto(await observer.observe(signal)),
    })),
    watchState: serverStream(async function* (request, { signal }) {
      const asked = request.heartbeatMs || heartbeatMs.default;
      const everyMs = Math.min(Math.max(asked, heartbeatMs.minimum), heartbeatMs.maximum);
      let before: NodeStateMessage | undefined;
      for await (const each of observer.watch(everyMs, signal)) {
        const state = nodeStateToProto(each);
        yield before === undefined ? { state, changed: [] } : changesSince(before, state);
        if (request.onlyChanges) before = state;
      }
    }),
    preflight: unary(async (request) => {
      const [checks, variables, storage] = await Promise.all([
        preflight(ports, request),
        ownVariables(ports),
        storagePlaces(ports, request.storage),
      ]);
      return {
        checks: checks.map((check) => ({ ...check, severity: severities[check.severity] })),
        variables,
        storage: storage && placesToProto(storage),
      };
    }),
    watchOperation: serverStream(async function* ({ actionId, afterSequence }, { signal }) {
      for await (const update of runner.watch(actionId, Number(afterSequence), signal)) {
        if ('status' in update) yield { update: { $case: 'finished', value: operationToProto(update) } };
        else yield { update: { $case: 'event', value: eventToProto(actionId, update) } };
      }
    }),
    listOperations: unary(async ({ runId, onlyRunning, limit }) => {
      const records = ports.store.list({ runId, onlyRunning, limit: Math.min(limit || 100, listMax) });
      return { operations: records.map(operationToProto) };
    }),
  } satisfies Partial<AgentServiceServer>;
}

function leasing({ lease }: ServiceParts) {
  const answer = ({ granted, lease: current }: LeaseAnswer) => ({
    granted,
    lease: current === undefined ? undefined : leaseToProto(current),
  });
  return {
    acquireLease: unary(async ({ holder, epoch, ttlMs }) =>
      answer(await lease.acquire({ holder, epoch: Number(epoch), ttlMs })),
    ),
    renewLease: unary(async ({ holder, epoch, ttlMs }) =>
      answer(await lease.renew({ holder, epoch: Number(epoch), ttlMs })),
    ),
  } satisfies Partial<AgentServiceServer>;
}

function changing({ kinds, runner }: ServiceParts) {
  /** Every changing RPC is the same: record, begin, answer with the operation at once. */
  const mutate = <Q extends { mutation: MutationMessage | undefined }>(kind: OperationKind<Q>) =>
    unary<Q, { operation: Operation }>(async (request) => ({
      operation: operationToProto(runner.start(kind, request, mutationOf(request.mutation))),
    }));
  return {
    instantiate: mutate(kinds.instantiate),
    reconfigure: mutate(kinds.reconfigure),
    configureServer: mutate(kinds.configureServer),
    controlOned: mutate(kinds.controlOned),
    configurePeerSsh: mutate(kinds.configurePeerSsh),
    addZoneServer: mutate(kinds.addZoneServer),
    removeZoneServer: mutate(kinds.removeZoneServer),
    setZoneEndpoint: mutate(kinds.setZoneEndpoint),
    addHost: mutate(kinds.addHost),
    removeHost: mutate(kinds.removeHost),
    exportSeed: mutate(kinds.exportSeed),
    importSeed: mutate(kinds.importSeed),
    restoreServer: mutate(kinds.restoreServer),
    adoptServer: mutate(kinds.adoptServer),
    dropVip: mutate(kinds.dropVip),
    proveService: mutate(kinds.proveService),
    disableHost: mutate(kinds.disableHost),
    resetZoneServer: mutate(kinds.resetZoneServer),
    changeStorage: mutate(kinds.changeStorage),
    declareDatastore: mutate(kinds.declareDatastore),
    cancelOperation: unary(async ({ actionId, epoch, holder }) => ({
      operation: operationToProto(await runner.cancel(actionId, holder, Number(epoch))),
    })),
  } satisfies Partial<AgentServiceServer>;
}

function seeding({ ports, lease }: ServiceParts) {
  return {
    downloadSeed: serverStream(async function* ({ seedId, offset }, { signal }) {
      for await (const chunk of ports.helper.readSeed(seedId, Number(offset), signal)) yield { chunk };
    }),
    uploadSeed: clientStream(async (requests, { signal }) => {
      const parts = requests[Symbol.asyncIterator]();
      const first = await parts.next();
      const header = first.done === true ? undefined : first.value.part;
      if (header?.$case !== 'header') throw new HapyError('HAPY-E300', { field: 'header' });
      const { holder, epoch } = mutationOf(header.value.mutation);
      lease.require(holder, epoch);
      const manifest = manifestOf(header.value.manifest);
      await ports.helper.writeSeed(manifest, chunksOf(parts), signal);
      return { manifest: seedManifestToProto(manifest) };
    }),
  } satisfies Partial<AgentServiceServer>;
}

function mutationOf(message: MutationMessage | undefined): Mutation {
  if (message === undefined) throw new HapyError('HAPY-E300', { field: 'mutation' });
  return { ...message, epoch: Number(message.epoch) };
}

function manifestOf(message: Parameters<typeof seedManifestFromProto>[0] | undefined): SeedManifest {
  if (message === undefined) throw new HapyError('HAPY-E300', { field: 'manifest' });
  return seedManifestFromProto(message);
}

async function* chunksOf(parts: AsyncIterator<UploadSeedRequest>): AsyncGenerator<Buffer> {
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
    const { part } = next.value;
    if (part?.$case !== 'chunk' || part.value.length > seedChunkBytesMax) {
      throw new HapyError('HAPY-E300', { field: 'chunk' });
    }
    yield part.value;
  }
}
