import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type {
  GuardState,
  HaVariables,
  ProcessStatus,
  SeedManifest,
} from '../../../services/domain/observed.ts';
import { callClientStream, callServerStream, callUnary, unixTarget } from '../../../services/rpc/client.ts';
import {
  type HelperServiceClient,
  Program,
  type ProgramState as ProgramStateMessage,
  ProgramStatus,
  type ReadNodeFactsResponse,
  type WriteSeedRequest,
} from '../../../services/rpc/gen/hapy/helper/v1/helper.ts';
import { SeedingHelperClient } from '../../../services/rpc/seed-chunks.ts';
import { placesFromProto, stepToProto, storageFromProto } from '../../../services/rpc/mapping/storage.ts';
import { requireArguments, type Verb } from '../../verb-arguments.ts';
import type { Helper, Identity, NodeFacts, ProgramKind, ProgramState } from '../../ports/helper.ts';

const programs = {
  instance: Program.PROGRAM_INSTANCE,
  reconfigure: Program.PROGRAM_RECONFIGURE,
  'start-oned': Program.PROGRAM_START_ONED,
  'stop-oned': Program.PROGRAM_STOP_ONED,
  'export-seed': Program.PROGRAM_EXPORT_SEED,
  'import-seed': Program.PROGRAM_IMPORT_SEED,
  'restore-server': Program.PROGRAM_RESTORE_SERVER,
  'drop-vip': Program.PROGRAM_DROP_VIP,
} as const satisfies Record<ProgramKind, Program>;

const programStatuses: Readonly<Record<number, ProgramState['status']>> = {
  [ProgramStatus.PROGRAM_STATUS_RUNNING]: 'running',
  [ProgramStatus.PROGRAM_STATUS_FINISHED]: 'finished',
  [ProgramStatus.PROGRAM_STATUS_UNKNOWN]: 'unknown',
  [ProgramStatus.PROGRAM_STATUS_ABSENT]: 'absent',
};

/** For a verb that reads or writes small files. */
const verbMs = 10_000;
/** For a verb that waits for a program to end. */
const cancelMs = 15_000;
/** For the bytes of a seed. */
const transferMs = 30 * 60_000;

/** The helper over its unix socket. `node` is this node's short name. */
export function helperClient(socketPath: string, node: string): Helper & { close(): void } {
  const target = unixTarget(socketPath);
  const client = new SeedingHelperClient(target.address, target.credentials, target.options);
  const verb = { deadlineMs: verbMs, what: 'hapy-helper' };
  const known: Known = (work) => work.catch((error: unknown) => refuse(error, socketPath));
  return {
    ...seedCalls(client, known),
    close: () => client.close(),
    readOneSession: async () =>
      (await known(callUnary(client.readOneSession.bind(client), {}, verb))).session,
    readFacts: async (clusterId, signal) => {
      const options = signal === undefined ? verb : { ...verb, signal };
      const request = checked('readNodeFacts', { clusterId, node });
      return factsOf(await known(callUnary(client.readNodeFacts.bind(client), request, options)));
    },
    readClusterVariables: () => known(callUnary(client.readClusterVariables.bind(client), {}, verb)),
    writeIdentity: async (identity) => {
      const request = checked('writeIdentity', identityMessage(identity));
      await known(callUnary(client.writeIdentity.bind(client), request, verb));
    },
    writeServerConfiguration: () => known(callUnary(client.writeServerConfiguration.bind(client), {}, verb)),
    mergePeerSsh: async (peers) => {
      const request = checked('mergePeerSsh', {
        peers: peers.map(({ names, addresses, hostKeys, userKeys }) => ({
          names: [...names],
          addresses: [...addresses],
          hostKeys: [...hostKeys],
          userKeys: [...userKeys],
        })),
      });
      return (await known(callUnary(client.mergePeerSsh.bind(client), request, verb))).peersDigest;
    },
    ...storageCalls(client, known),
    changeVirtualAddress: async (present) => {
      await known(callUnary(client.changeVirtualAddress.bind(client), { present }, verb));
    },
    probeVirtualAddress: async () =>
      (await known(callUnary(client.probeVirtualAddress.bind(client), {}, verb))).taken,
    startProgram: async ({ program, seedId = '', clusterId = '', manifest, compress = false, ...asked }) => {
      const manifestJson = manifest === undefined ? '' : JSON.stringify(manifest);
      const job = { ...asked, seedId, clusterId, manifestJson, compress, node };
      const request = checked('startProgram', { ...job, program: programs[program] });
      return stateOf((await known(callUnary(client.startProgram.bind(client), request, verb))).state);
    },
    async *watchProgram(actionId, signal) {
      const updates = callServerStream(
        client.watchProgram.bind(client),
        checked('watchProgram', { actionId }),
        { deadlineMs: Infinity, what: 'hapy-helper', signal },
      );
      for await (const { update } of updates) {
        if (update?.$case === 'outputLine') yield update.value;
        else if (update !== undefined) yield stateOf(update.value);
      }
    },
    cancelProgram: async (actionId) => {
      const options = { deadlineMs: cancelMs, what: 'hapy-helper' };
      const request = checked('cancelProgram', { actionId });
      return stateOf((await known(callUnary(client.cancelProgram.bind(client), request, options))).state);
    },
  };
}

/** Looking at all bricks of all volumes waits for those that are gone. */
const healsMs = 120_000;

function storageCalls(
  client: HelperServiceClient,
  known: Known,
): Pick<Helper, 'readStorage' | 'inspectStoragePlaces' | 'changeStorage'> {
  const what = 'hapy-helper';
  return {
    readStorage: async (withHeals, signal) => {
      const options = { what, deadlineMs: withHeals ? healsMs : verbMs, ...(signal && { signal }) };
      const { storage } = await known(callUnary(client.readStorage.bind(client), { withHeals }, options));
      return storage && storageFromProto(storage);
    },
    inspectStoragePlaces: async (brick, mount) => {
      const call = callUnary(
        client.inspectStoragePlaces.bind(client),
        checked('inspectStoragePlaces', { brick, mount }),
        { what, deadlineMs: verbMs },
      );
      const { places } = await known(call);
      if (places === undefined) throw new HapyError('HAPY-E300', { field: 'places' });
      return placesFromProto(places);
    },
    changeStorage: async (step, deadlineMs, signal) => {
      const request = checked('changeStorage', { step: stepToProto(step) });
      await known(callUnary(client.changeStorage.bind(client), request, { what, deadlineMs, signal }));
    },
  };
}

/** What the helper would refuse is not sent. */
function checked<T extends object>(verb: Verb, request: T): T {
  requireArguments(verb, request);
  return request;
}

type Known = <T>(work: Promise<T>) => Promise<T>;

function seedCalls(
  client: HelperServiceClient,
  known: Known,
): Pick<Helper, 'describeSeed' | 'readSeed' | 'writeSeed'> {
  return {
    describeSeed: async (seedId) => {
      const options = { deadlineMs: verbMs, what: 'hapy-helper' };
      const request = checked('describeSeed', { seedId });
      const { manifestJson } = await known(callUnary(client.describeSeed.bind(client), request, options));
      return JSON.parse(manifestJson) as SeedManifest;
    },
    async *readSeed(seedId, offset, signal) {
      const request = checked('readSeed', { seedId, offset: BigInt(offset) });
      const options = { deadlineMs: transferMs, what: 'hapy-helper', signal };
      for await (const { chunk } of callServerStream(client.readSeed.bind(client), request, options))
        yield chunk;
    },
    writeSeed: async (manifest, chunks, signal) => {
      const options = { deadlineMs: transferMs, what: 'hapy-helper', signal };
      checked('writeSeed', { manifestJson: JSON.stringify(manifest) });
      const parts = uploadOf(manifest, chunks);
      return (await known(callClientStream(client.writeSeed.bind(client), parts, options))).sha256;
    },
  };
}

/** A helper that cannot be reached is named with its socket, which says more than the transport's words. */
function refuse(error: unknown, socket: string): never {
  if (error instanceof HapyError && error.code.startsWith('HAPY-E5') && error.outcomeUnknown) {
    throw new HapyError('HAPY-E320', { socket }, error);
  }
  throw error;
}

async function* uploadOf(
  manifest: SeedManifest,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<WriteSeedRequest> {
  yield { part: { $case: 'manifestJson', value: JSON.stringify(manifest) } };
  for await (const chunk of chunks) yield { part: { $case: 'chunk', value: chunk } };
}

function identityMessage(identity: Identity) {
  const { state, clusterId } = identity;
  if (identity.state !== 'member') return { state, clusterId, serverId: -1, keys: undefined };
  return { state, clusterId, serverId: identity.serverId, keys: identity.keys };
}

function stateOf(message: ProgramStateMessage | undefined): ProgramState {
  const status = programStatuses[message?.status ?? 0] ?? 'unknown';
  const code = message?.errorCode ?? '';
  return { status, error: code === '' ? undefined : { code, parameters: message?.errorParameters ?? {} } };
}

function factsOf(message: ReadNodeFactsResponse): NodeFacts {
  return {
    instanceDone: message.instanceDone,
    configurationPending: message.configurationPending,
    guard: {
      state: message.guardState as GuardState,
      clusterId: message.guardClusterId,
      serverId: message.guardServerId,
    },
    configuration: {
      serverId: message.configuredServerId,
      leaderHook: message.leaderHook,
      followerHook: message.followerHook,
      electionTimeoutMs: message.electionTimeoutMs,
      monitorAddress: message.monitorAddress,
    },
    onedProcess: message.onedProcess as ProcessStatus,
    onedVersion: message.onedVersion,
    database: {
      backend: message.databaseBackend,
      contentDigest: message.contentDigest,
      pristine: message.pristine,
      contents: message.contents,
      lastLogIndex: Number(message.lastLogIndex),
      lastLogTerm: Number(message.lastLogTerm),
      sizeBytes: Number(message.databaseBytes),
      firstLogIndex: Number(message.firstLogIndex),
    },
    systemLock: message.systemLock,
    variables: variablesOf(message.variables),
    freeBytes: Number(message.freeBytes),
    totalBytes: Number(message.totalBytes),
    logRetention: Number(message.logRetention),
    heartbeatMs: message.heartbeatMs,
    peerTimeoutMs: message.peerTimeoutMs,
    hostFailures: message.hostFailures,
    peersOnly: message.peersOnly,
    failedUnits: message.failedUnits,
    ssh: { hostKeys: message.sshHostKeys, userKeys: message.sshUserKeys, peersDigest: message.peersDigest },
    credentials: { oneAuthDigest: message.oneAuthDigest, oneKeyDigest: message.oneKeyDigest },
    seeds: {
      exported: manifestOf(message.exportedSeed),
      uploaded: manifestOf(message.uploadedSeed),
      imported: manifestOf(message.importedSeed),
    },
  };
}

function variablesOf(message: ReadNodeFactsResponse['variables']): HaVariables | undefined {
  return message && { nodes: message.nodes, index: message.index, vip: message.vip };
}

function manifestOf(json: string): SeedManifest | undefined {
  return json === '' ? undefined : (JSON.parse(json) as SeedManifest);
}
