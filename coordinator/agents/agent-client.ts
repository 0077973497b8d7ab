import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { NodeState, SeedManifest } from '../../services/domain/observed.ts';
import type { NodeQuestions } from '../../services/domain/preflight/questions.ts';
import {
  callClientStream,
  callServerStream,
  callUnary,
  type CallSettings,
  type RpcTarget,
} from '../../services/rpc/client.ts';
import { ExchangedClient } from '../../services/rpc/exchanged-client.ts';
import type { NodeState as NodeStateMessage } from '../../services/rpc/gen/hapy/agent/v1/state.ts';
import type { AgentServiceClient, UploadSeedRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import {
  leaseFromProto,
  nodeStateFromProto,
  seedManifestFromProto,
  seedManifestToProto,
} from '../../services/rpc/mapping/node-state.ts';
import { withChanges } from '../../services/rpc/mapping/state-changes.ts';
import { SeedingAgentClient } from '../../services/rpc/seed-chunks.ts';
import type {
  AgentCommand,
  AgentPort,
  LeaseAnswer,
  LeaseRequest,
  Mutation,
  OperationRecord,
  OperationUpdate,
} from '../executor/ports.ts';
import type { LookingAgent } from '../preflight.ts';
import { operationFromProto, updateFromProto } from './operation-from-proto.ts';
import { placesFromProto } from '../../services/rpc/mapping/storage.ts';
import { checkFromProto, variablesFromProto } from './preflight-from-proto.ts';
import { mutationToProto, sendCommand } from './send-command.ts';

/** Milliseconds. A call that changes something only waits until the agent has recorded it. */
const leaseDeadlineMs = 3_000;
const commandDeadlineMs = 30_000;
const listDeadlineMs = 5_000;
/** A name server that is dead and a port that is silent are waited for. */
const preflightDeadlineMs = 20_000;
/** A seed is as large as a school's database; whoever asks has a tighter limit in its signal. */
const seedDeadlineMs = 60 * 60_000;
/** The agent sends its state at least this often. */
const heartbeatMs = 2_000;

/** One node's agent over its warm channel. */
export class AgentClient implements AgentPort, LookingAgent {
  readonly #clients: ExchangedClient<AgentServiceClient>;
  readonly #node: string;
  readonly #personOf: (runId: string) => string;

  /** `personOf` says who approved a run; it is written into the node's audit. */
  constructor(node: string, target: RpcTarget, personOf: (runId: string) => string = () => '') {
    this.#node = node;
    this.#personOf = personOf;
    this.#clients = new ExchangedClient(clientOf(target));
  }

  /** New calls go to the new target; those under way end on the old one. */
  retarget(target: RpcTarget): void {
    this.#clients.exchange(clientOf(target));
  }

  /** @throws HapyError HAPY-E500..E516 for the connection, HAPY-E300 for an answer that is none. */
  async getState(deadlineMs: number): Promise<NodeState> {
    const { state } = await this.#clients.call((client) =>
      callUnary(client.getState.bind(client), {}, this.#settings(deadlineMs)),
    );
    if (state === undefined) throw new HapyError('HAPY-E300', { field: 'state' });
    return nodeStateFromProto(state);
  }

  /** Each state as it changes, until the connection breaks or the signal ends it. */
  async *watchState(signal: AbortSignal): AsyncGenerator<NodeState> {
    const settings = this.#settings(Infinity, signal);
    const states = this.#clients.stream((client) =>
      callServerStream(client.watchState.bind(client), { heartbeatMs, onlyChanges: true }, settings),
    );
    let state: NodeStateMessage | undefined;
    for await (const told of states) {
      state = withChanges(state, told);
      yield nodeStateFromProto(state);
    }
  }

  acquireLease(request: LeaseRequest): Promise<LeaseAnswer> {
    return this.#lease('acquireLease', request);
  }

  renewLease(request: LeaseRequest): Promise<LeaseAnswer> {
    return this.#lease('renewLease', request);
  }

  async #lease(rpc: 'acquireLease' | 'renewLease', request: LeaseRequest): Promise<LeaseAnswer> {
    const message = { ...request, epoch: BigInt(request.epoch) };
    const { granted, lease } = await this.#clients.call((client) =>
      callUnary(client[rpc].bind(client), message, this.#settings(leaseDeadlineMs)),
    );
    return { granted, lease: lease === undefined ? undefined : leaseFromProto(lease) };
  }

  async perform(command: AgentCommand, mutation: Mutation): Promise<OperationRecord> {
    const settings = this.#settings(commandDeadlineMs);
    const person = this.#personOf(mutation.runId);
    const sent = this.#clients.call((client) => sendCommand(client, command, mutation, person, settings));
    return operationFromProto(await sent);
  }

  async *watchOperation(
    actionId: string,
    afterSequence: number,
    signal: AbortSignal,
  ): AsyncGenerator<OperationUpdate> {
    const request = { actionId, afterSequence: BigInt(afterSequence) };
    const settings = this.#settings(Infinity, signal);
    const messages = this.#clients.stream((client) =>
      callServerStream(client.watchOperation.bind(client), request, settings),
    );
    for await (const message of messages) {
      const update = updateFromProto(message);
      if (update !== undefined) yield update;
    }
  }

  async findOperation(runId: string, actionId: string): Promise<OperationRecord | undefined> {
    const request = { runId, onlyRunning: false, limit: 1000 };
    const { operations } = await this.#clients.call((client) =>
      callUnary(client.listOperations.bind(client), request, this.#settings(listDeadlineMs)),
    );
    const found = operations.find((operation) => operation.actionId === actionId);
    return found === undefined ? undefined : operationFromProto(found);
  }

  async preflight(questions: NodeQuestions) {
    const request = {
      names: questions.names.map((expected) => ({ ...expected })),
      reachable: [...questions.reachable],
      vipAddress: questions.vipAddress,
      storage: questions.storage && {
        ...questions.storage,
        datastoreMounts: [...(questions.storage.datastoreMounts ?? [])],
      },
    };
    const { checks, variables, storage } = await this.#clients.call((client) =>
      callUnary(client.preflight.bind(client), request, this.#settings(preflightDeadlineMs)),
    );
    return {
      checks: checks.map(checkFromProto),
      variables: variablesFromProto(variables),
      places: storage && placesFromProto(storage),
    };
  }

  async *downloadSeed(seedId: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const settings = this.#settings(seedDeadlineMs, signal);
    const parts = this.#clients.stream((client) =>
      callServerStream(client.downloadSeed.bind(client), { seedId, offset: 0n }, settings),
    );
    for await (const { chunk } of parts) yield chunk;
  }

  async uploadSeed(
    manifest: SeedManifest,
    mutation: Mutation,
    chunks: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<SeedManifest> {
    const right = mutationToProto(mutation, this.#personOf(mutation.runId));
    async function* parts(): AsyncGenerator<UploadSeedRequest> {
      const header = { mutation: right, manifest: seedManifestToProto(manifest) };
      yield { part: { $case: 'header', value: header } };
      for await (const { buffer, byteOffset, length } of chunks)
        yield { part: { $case: 'chunk', value: Buffer.from(buffer, byteOffset, length) } };
    }
    const settings = this.#settings(seedDeadlineMs, signal);
    const response = await this.#clients.call((client) =>
      callClientStream(client.uploadSeed.bind(client), parts(), settings),
    );
    if (response.manifest === undefined) throw new HapyError('HAPY-E300', { field: 'manifest' });
    return seedManifestFromProto(response.manifest);
  }

  close(): void {
    this.#clients.close();
  }

  #settings(deadlineMs: number, signal?: AbortSignal): CallSettings {
    const settings = { deadlineMs, what: this.#node };
    return signal === undefined ? settings : { ...settings, signal };
  }
}

function clientOf({ address, credentials, options }: RpcTarget): AgentServiceClient {
  return new SeedingAgentClient(address, credentials, options);
}
