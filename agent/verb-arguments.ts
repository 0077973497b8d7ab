import { isClusterId, isHolderName } from '../certs/names.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import {
  type ChangeStorageRequest,
  type HelperServiceService,
  type InspectStoragePlacesRequest,
  type KnownPeer,
  Program,
  type ReadNodeFactsRequest,
  type ReadSeedRequest,
  type StartProgramRequest,
  type WriteIdentityRequest,
} from '../services/rpc/gen/hapy/helper/v1/helper.ts';
import { isPlainPath, wrongStep } from './storage-arguments.ts';
import { parseKeys } from './helper/identity.ts';
import { parseManifest } from './helper/seeds/manifest.ts';
import { isKey } from './helper/ssh/peer-lines.ts';

/** A verb of the helper (helper.proto, docs/helper.md). */
export type Verb = keyof typeof HelperServiceService;

const deadlineMsMax = 2 * 60 * 60_000;
const manifestCharactersMax = 256 * 1024;
const peersMax = 64;
const textsPerPeerMax = 32;

/** What may be wrong about the arguments of each verb: the field, or '' where nothing is. Undefined takes no arguments. */
const checks: Readonly<Record<Verb, ((request: never) => string) | undefined>> = {
  readOneSession: undefined,
  readClusterVariables: undefined,
  writeServerConfiguration: undefined,
  // A boolean is all that they take; which address it is about stands in the identity file.
  changeVirtualAddress: undefined,
  probeVirtualAddress: undefined,
  // Whether what takes long is asked for, too.
  readStorage: undefined,
  inspectStoragePlaces: wrongPlaces,
  changeStorage: ({ step }: ChangeStorageRequest) => wrongStep(step),
  readNodeFacts: wrongQuestion,
  writeIdentity: wrongIdentity,
  mergePeerSsh: ({ peers }: { readonly peers: readonly KnownPeer[] }) => wrongPeers(peers),
  startProgram: wrongProgram,
  watchProgram: wrongAction,
  cancelProgram: wrongAction,
  describeSeed: ({ seedId }: { readonly seedId: string }) => (isSeedId(seedId) ? '' : 'seed_id'),
  readSeed: wrongReading,
  // Its first part; every other one is bytes, which are counted and digested.
  writeSeed: ({ manifestJson }: { readonly manifestJson: string }) =>
    isManifest(manifestJson) ? '' : 'manifest_json',
};

/**
 * Looks at what a verb is asked with: by the agent before it asks and by the helper before it does anything, so that
 * neither has to believe the other.
 *
 * @throws HapyError HAPY-E300 with the field that is wrong
 */
export function requireArguments(verb: Verb, request: object): void {
  const field = (checks[verb] as ((request: object) => string) | undefined)?.(request) ?? '';
  if (field !== '') throw new HapyError('HAPY-E300', { field });
}

function wrongQuestion({ clusterId, node }: ReadNodeFactsRequest): string {
  if (!isClusterId(clusterId)) return 'cluster_id';
  return isHolderName(node) ? '' : 'node';
}

function wrongIdentity({ state, clusterId, serverId, keys }: WriteIdentityRequest): string {
  if (state === 'free') return '';
  if (!isClusterId(clusterId)) return 'identity.cluster_id';
  if (state === 'solo' || state === 'held') return '';
  if (state !== 'member') return 'identity.state';
  if (serverId < 0) return 'identity.server_id';
  return parseKeys(keys) === undefined ? 'identity.keys' : '';
}

function wrongPeers(peers: readonly KnownPeer[]): string {
  if (peers.length > peersMax) return 'peers';
  for (const { names, addresses, hostKeys, userKeys } of peers) {
    if ([names, addresses, hostKeys, userKeys].some(({ length }) => length > textsPerPeerMax)) return 'peers';
    // Names and keys go into files that sshd and ssh obey.
    if (names.length + addresses.length === 0 || ![...names, ...addresses].every(isPeerName))
      return 'peers.names';
    if (![...hostKeys, ...userKeys].every(isKey)) return 'peers.keys';
  }
  return '';
}

function isPeerName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,253}$/.test(name);
}

function wrongProgram(request: StartProgramRequest): string {
  const { program, actionId, seedId, clusterId, manifestJson, compress, deadlineMs, node } = request;
  if (!(program > Program.PROGRAM_UNSPECIFIED && program <= Program.PROGRAM_DROP_VIP)) return 'program';
  if (!isActionId(actionId)) return 'action_id';
  if (!isHolderName(node)) return 'node';
  if (!(deadlineMs >= 1 && deadlineMs <= deadlineMsMax)) return 'deadline_ms';
  const ofSeed = program === Program.PROGRAM_EXPORT_SEED || program === Program.PROGRAM_IMPORT_SEED;
  if (ofSeed ? !isSeedId(seedId) : seedId !== '') return 'seed_id';
  const exports = program === Program.PROGRAM_EXPORT_SEED;
  if (exports ? !isManifest(manifestJson, seedId) : manifestJson !== '') return 'manifest_json';
  if (compress && !exports) return 'compress';
  const restores = program === Program.PROGRAM_RESTORE_SERVER;
  return (restores ? isClusterId(clusterId) : clusterId === '') ? '' : 'cluster_id';
}

function wrongAction({ actionId }: { readonly actionId: string }): string {
  return isActionId(actionId) ? '' : 'action_id';
}

/** Which folders may hold them is the helper's configuration. */
function wrongPlaces({ brick, mount }: InspectStoragePlacesRequest): string {
  if (brick !== '' && !isPlainPath(brick)) return 'brick';
  return isPlainPath(mount) ? '' : 'mount';
}

function wrongReading({ seedId, offset }: ReadSeedRequest): string {
  if (!isSeedId(seedId)) return 'seed_id';
  return offset <= BigInt(Number.MAX_SAFE_INTEGER) ? '' : 'offset';
}

/** Printable and without spaces. Its digest names files; as it stands it is an argument of a wrapper of ours alone. */
export function isActionId(text: string): boolean {
  return /^[!-~]{1,300}$/.test(text);
}

/** It names a folder. */
function isSeedId(text: string): boolean {
  return /^[a-z0-9]{16,64}$/.test(text);
}

function isManifest(json: string, ofSeed?: string): boolean {
  if (json.length > manifestCharactersMax) return false;
  try {
    const { seedId, clusterId, sizeBytes, unpackedBytes = 0, servers } = parseManifest(json);
    if (unpackedBytes < 0 || (ofSeed !== undefined && seedId !== ofSeed)) return false;
    return isSeedId(seedId) && isClusterId(clusterId) && sizeBytes >= 0 && servers.every(({ id }) => id >= 0);
  } catch {
    return false;
  }
}
