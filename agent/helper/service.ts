import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { clientStream, serverStream, unary } from '../../services/rpc/handlers.ts';
import {
  type HelperServiceServer,
  Program,
  ProgramStatus,
  type ProgramState as ProgramStateMessage,
  type ReadNodeFactsResponse,
  type WatchProgramResponse,
  type WriteSeedRequest,
} from '../../services/rpc/gen/hapy/helper/v1/helper.ts';
import { placesToProto, stepFromProto, storageToProto } from '../../services/rpc/mapping/storage.ts';
import type { Clock } from '../../services/base/clock.ts';
import { requireArguments, type Verb } from '../verb-arguments.ts';
import { holdCreoleLock, releaseCreoleLock } from './creole-lock.ts';
import { leaveFree } from './before/leave-free.ts';
import { readClusterVariables } from './cluster-variables.ts';
import { enforceIdentity } from './configuration/server-configuration.ts';
import type { HelperConfig } from './config.ts';
import { type Identity, parseKeys, readIdentity, unreadable, writeIdentity } from './identity.ts';
import { type NodeFacts, NodeFactsReader } from './node-facts.ts';
import { Launcher } from './programs/launcher.ts';
import type { ProgramName, ProgramState } from './programs/program-folder.ts';
import { parseManifest } from './seeds/manifest.ts';
import { receiveSeed } from './seeds/receive-seed.ts';
import { changeStorage } from './gluster/change-storage.ts';
import { inspectPlaces, readStorage } from './gluster/read-storage.ts';
import { isOutside, stepOutside } from './gluster/step-outside.ts';
import { readSession } from './session.ts';
import { SeedStore } from './seeds/seed-store.ts';
import { mergePeers } from './ssh/peer-files.ts';
import { changeVirtualAddress, probeVirtualAddress } from './virtual-address.ts';

const programNames: Readonly<Record<number, ProgramName>> = {
  [Program.PROGRAM_INSTANCE]: 'instance',
  [Program.PROGRAM_RECONFIGURE]: 'reconfigure',
  [Program.PROGRAM_START_ONED]: 'start-oned',
  [Program.PROGRAM_STOP_ONED]: 'stop-oned',
  [Program.PROGRAM_EXPORT_SEED]: 'export-seed',
  [Program.PROGRAM_IMPORT_SEED]: 'import-seed',
  [Program.PROGRAM_RESTORE_SERVER]: 'restore-server',
  [Program.PROGRAM_DROP_VIP]: 'drop-vip',
};

const statuses = {
  running: ProgramStatus.PROGRAM_STATUS_RUNNING,
  finished: ProgramStatus.PROGRAM_STATUS_FINISHED,
  unknown: ProgramStatus.PROGRAM_STATUS_UNKNOWN,
  absent: ProgramStatus.PROGRAM_STATUS_ABSENT,
} as const;

/**
 * The closed list of verbs (helper.proto). Whatever a caller sends is an id, a number, a name or a key; every
 * path and program comes from helper.yaml.
 */
export function helperService(config: HelperConfig, clock: Clock): HelperServiceServer {
  const launcher = new Launcher(config, clock);
  return {
    ...serverVerbs(config),
    ...storageVerbs(config, clock, launcher),
    ...programVerbs(launcher),
    ...seedVerbs(new SeedStore(config.stateDirectory)),
  };
}

function serverVerbs(config: HelperConfig) {
  const facts = new NodeFactsReader(config);
  return {
    readOneSession: unary(async () => {
      return { session: await readSession(config.files.oneAuth) };
    }),
    readNodeFacts: unary(
      checked('readNodeFacts', async ({ clusterId, node }) =>
        factsMessage(await facts.read(clusterId, node)),
      ),
    ),
    readClusterVariables: unary(() => readClusterVariables(config.files.configEol)),
    writeIdentity: unary(
      checked('writeIdentity', async (request) => {
        const identity = identityOf(request);
        // First: a reconfigure that is going on would meet a guard that refuses oned.
        if (identity.state === 'held') await holdCreoleLock(config);
        if (identity.state !== 'free') await leaveFree(config, identity.clusterId);
        await writeIdentity(config.identityFile, identity);
        if (identity.state !== 'held') await releaseCreoleLock(config);
        return {};
      }),
    ),
    writeServerConfiguration: unary(async () => {
      const identity = await readIdentity(config.identityFile);
      if (identity === unreadable) throw new HapyError('HAPY-E323', { path: config.identityFile });
      return { changed: await enforceIdentity(config.files, identity) };
    }),
    changeVirtualAddress: unary(async ({ present }) => {
      await changeVirtualAddress(config, present);
      return {};
    }),
    probeVirtualAddress: unary(async () => ({ taken: await probeVirtualAddress(config) })),
    mergePeerSsh: unary(
      checked('mergePeerSsh', async ({ peers }) => {
        const places = { ...config.files, stateDirectory: config.stateDirectory };
        return { peersDigest: await mergePeers(places, peers) };
      }),
    ),
  } satisfies Partial<HelperServiceServer>;
}

/** GlusterFS, below the folders that helper.yaml allows. */
function storageVerbs(config: HelperConfig, clock: Clock, launcher: Launcher) {
  return {
    readStorage: unary(async ({ withHeals }) => {
      const storage = await readStorage(config, clock, withHeals);
      return { storage: storage && storageToProto(storage) };
    }),
    inspectStoragePlaces: unary(
      checked('inspectStoragePlaces', async ({ brick, mount }) => ({
        places: placesToProto(await inspectPlaces(config, brick, mount)),
      })),
    ),
    changeStorage: unary(
      checked('changeStorage', async ({ step }) => {
        const wanted = stepFromProto(step);
        if (isOutside(wanted)) await stepOutside(launcher, wanted);
        else await changeStorage(config, wanted);
        return {};
      }),
    ),
  } satisfies Partial<HelperServiceServer>;
}

function programVerbs(launcher: Launcher) {
  return {
    startProgram: unary(
      checked('startProgram', async (request) => {
        const program = programNames[request.program];
        if (program === undefined) throw new HapyError('HAPY-E300', { field: 'program' });
        const { actionId, seedId, clusterId, manifestJson, compress, deadlineMs, node } = request;
        const job = { actionId, program, seedId, clusterId, manifestJson, compress, deadlineMs, node };
        const state = await launcher.start(job);
        return { state: stateMessage(state) };
      }),
    ),
    watchProgram: serverStream(
      checked('watchProgram', async function* ({ actionId }, { signal }) {
        for await (const update of launcher.watch(actionId, signal)) yield watchMessage(update);
      }),
    ),
    cancelProgram: unary(
      checked('cancelProgram', async ({ actionId }) => ({
        state: stateMessage(await launcher.cancel(actionId)),
      })),
    ),
  } satisfies Partial<HelperServiceServer>;
}

function seedVerbs(seeds: SeedStore) {
  return {
    describeSeed: unary(
      checked('describeSeed', async ({ seedId }) => ({
        manifestJson: JSON.stringify(await seeds.manifest(seedId)),
      })),
    ),
    readSeed: serverStream(
      checked('readSeed', async function* ({ seedId, offset }) {
        for await (const chunk of seeds.read(seedId, Number(offset))) yield { chunk };
      }),
    ),
    writeSeed: clientStream(async (requests) => {
      const { manifestJson, chunks } = await splitUpload(requests);
      requireArguments('writeSeed', { manifestJson });
      return { sha256: await receiveSeed(seeds, parseManifest(manifestJson), chunks) };
    }),
  } satisfies Partial<HelperServiceServer>;
}

/** Nothing is done for a request whose arguments were not looked at. */
function checked<Q extends object, A extends unknown[], R>(verb: Verb, work: (request: Q, ...rest: A) => R) {
  return (request: Q, ...rest: A): R => {
    requireArguments(verb, request);
    return work(request, ...rest);
  };
}

function identityOf(request: {
  readonly state: string;
  readonly clusterId: string;
  readonly serverId: number;
  readonly keys: unknown;
}): Identity {
  const { state, clusterId, serverId } = request;
  if (state === 'free') return { state };
  if (state === 'solo' || state === 'held') return { state, clusterId };
  const keys = parseKeys(request.keys);
  if (state !== 'member' || serverId < 0 || keys === undefined) {
    throw new HapyError('HAPY-E300', { field: 'identity' });
  }
  return { state, clusterId, serverId, keys };
}

function factsMessage(facts: NodeFacts): ReadNodeFactsResponse {
  const { identity, configured, database, ssh } = facts;
  const known = identity === unreadable ? undefined : identity;
  return {
    instanceDone: facts.instanceDone,
    configurationPending: facts.configurationPending,
    guardState: known?.state ?? 'unreadable',
    guardClusterId: known === undefined || known.state === 'free' ? '' : known.clusterId,
    guardServerId: known?.state === 'member' ? known.serverId : -1,
    configuredServerId: configured.serverId,
    leaderHook: configured.leaderHook,
    followerHook: configured.followerHook,
    electionTimeoutMs: configured.electionTimeoutMs,
    monitorAddress: configured.monitorAddress,
    rpcPort: configured.rpcPort,
    onedProcess: facts.onedProcess,
    onedVersion: facts.onedVersion,
    databaseBackend: configured.databaseBackend,
    sshHostKeys: [...ssh.hostKeys],
    sshUserKeys: [...ssh.userKeys],
    peersDigest: ssh.peersDigest,
    oneAuthDigest: facts.oneAuthDigest,
    oneKeyDigest: facts.oneKeyDigest,
    exportedSeed: jsonOf(facts.exported),
    uploadedSeed: jsonOf(facts.uploaded),
    importedSeed: jsonOf(facts.imported),
    contentDigest: database?.digest ?? '',
    // Where nothing was ever bootstrapped there is nothing to miss.
    pristine: database?.pristine ?? facts.databaseBytes === 0,
    contents: [...(database?.contents ?? [])],
    lastLogIndex: BigInt(database?.lastLogIndex ?? -1),
    lastLogTerm: BigInt(database?.lastLogTerm ?? -1),
    freeBytes: BigInt(facts.freeBytes),
    databaseBytes: BigInt(facts.databaseBytes),
    firstLogIndex: BigInt(database?.firstLogIndex ?? -1),
    systemLock: facts.systemLock,
    variables: facts.variables,
    totalBytes: BigInt(facts.totalBytes),
    logRetention: BigInt(configured.logRetention),
    heartbeatMs: configured.heartbeatMs,
    peerTimeoutMs: configured.peerTimeoutMs,
    hostFailures: facts.hostFailures.map((failure) => ({ ...failure })),
    failedUnits: [...facts.failedUnits],
    peersOnly: facts.peersOnly && { ...facts.peersOnly, peers: [...facts.peersOnly.peers] },
  };
}

function jsonOf(value: object | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function stateMessage(state: ProgramState): ProgramStateMessage {
  return {
    status: statuses[state.status],
    exitCode: state.result?.exitCode ?? 0,
    startedAtMs: BigInt(state.startedAtMs),
    finishedAtMs: BigInt(state.result?.finishedAtMs ?? 0),
    outputTail: state.outputTail,
    errorCode: state.result?.error?.code ?? '',
    errorParameters: { ...state.result?.error?.parameters },
  };
}

function watchMessage(update: string | ProgramState): WatchProgramResponse {
  if (typeof update === 'string') return { update: { $case: 'outputLine', value: update } };
  return { update: { $case: 'finished', value: stateMessage(update) } };
}

/** The manifest comes first, then nothing but chunks. */
async function splitUpload(requests: AsyncIterable<WriteSeedRequest>) {
  const parts = requests[Symbol.asyncIterator]();
  const first = await parts.next();
  const part = first.done === true ? undefined : first.value.part;
  if (part?.$case !== 'manifestJson') throw new HapyError('HAPY-E300', { field: 'manifest_json' });
  return { manifestJson: part.value, chunks: chunksOf(parts) };
}

async function* chunksOf(parts: AsyncIterator<WriteSeedRequest>): AsyncGenerator<Buffer> {
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
    const { part } = next.value;
    if (part?.$case !== 'chunk') throw new HapyError('HAPY-E300', { field: 'chunk' });
    yield part.value;
  }
}
