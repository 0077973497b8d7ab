import { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';
import { isPerDatastore, mountLocation } from '../storage/storage-mounts.ts';
import type { SpecBrick, StorageSpec } from '../storage/storage-spec.ts';
import { brickText, type StoragePlaces, type StorageState } from '../storage/storage-state.ts';
import { answering, isOurs } from '../storage/storage-view.ts';
import { type PreflightCheck, checkOf } from './check.ts';
import type { PreflightFacts } from './facts.ts';

const mebibyte = 1024 ** 2;
/** Below this not even one image of a machine fits. */
const brickFreeMin = 1024 * mebibyte;
/** What GlusterFS's documents ask of an XFS, so that its attributes fit into the inode. */
const inodeBytesMin = 512;

/** What the replicated storage needs of each node; nothing where none is wanted. */
export function checkStorage(facts: PreflightFacts): PreflightCheck[] {
  const { spec, observed, answers } = facts;
  const { storage } = spec;
  if (storage === undefined) return [];
  const snapshot = new Snapshot(spec, observed);
  const reporting = spec.nodes.filter(({ name }) => snapshot.state(name) !== undefined);
  return [
    ...reporting.flatMap((node) => checkDaemon(node, snapshot)),
    ...checkVersions(snapshot),
    ...answers.flatMap((answer) => {
      const places = answer.failure === undefined ? answer.places : undefined;
      return places === undefined ? [] : checkPlaces(answer.node, places, { snapshot, storage });
    }),
  ];
}

function checkDaemon({ name: node }: SpecNode, snapshot: Snapshot): PreflightCheck[] {
  const storage = snapshot.state(node)?.storage;
  const about = { name: 'glusterd', node, found: storage?.version ?? '' } as const;
  if (storage === undefined) return [checkOf({ ...about, severity: 'error', code: 'HAPY-E812' })];
  if (storage.silence !== '') return [checkOf({ ...about, severity: 'error', code: 'HAPY-E811' })];
  const client = checkOf(storage.client ? about : { ...about, severity: 'error', code: 'HAPY-E821' });
  return [client, checkPool(node, storage, snapshot), ...checkName(node, storage, snapshot)];
}

/** Whoever is in its pool must be of this cluster: by name, by address or by identity. */
function checkPool(node: string, { peers }: StorageState, snapshot: Snapshot): PreflightCheck {
  const { spec } = snapshot;
  const known = new Set<string>();
  for (const each of [...spec.nodes, ...[...snapshot.leaving.values()].map((departure) => departure.node)]) {
    for (const name of [each.name, each.fqdn, each.address]) known.add(name);
  }
  const identities = new Set(spec.nodes.map(({ name }) => answering(name, snapshot)?.uuid));
  const foreign = peers.filter(
    ({ uuid, names }) => !identities.has(uuid) && !names.some((name) => known.has(name)),
  );
  const about = { name: 'storage-pool', node } as const;
  if (foreign.length === 0) return checkOf(about);
  const found = foreign.map(({ names }) => names[0] ?? '?').join(', ');
  return checkOf({ ...about, severity: 'error', code: 'HAPY-E823', found, parameters: { peers: found } });
}

function checkName(node: string, storage: StorageState, snapshot: Snapshot): PreflightCheck[] {
  const volume = storage.volumes.find(({ name }) => name === snapshot.spec.storage?.volume);
  if (volume === undefined || isOurs(volume, snapshot)) return [];
  const parameters = { volume: volume.name, bricks: volume.bricks.map(brickText).join(', ') };
  return [checkOf({ name: 'volume-name', node, severity: 'error', code: 'HAPY-E822', parameters })];
}

/** The first number of a version; GlusterFS before 4 counted otherwise and is in no release that we serve. */
function checkVersions(snapshot: Snapshot): PreflightCheck[] {
  const byMajor = new Map<string, string[]>();
  for (const { name } of snapshot.spec.nodes) {
    const version = snapshot.state(name)?.storage?.version ?? '';
    if (version === '') continue;
    const [major = ''] = version.split('.');
    byMajor.set(major, [...(byMajor.get(major) ?? []), `${name} ${version}`]);
  }
  const about = { name: 'storage-versions' } as const;
  if (byMajor.size < 2) return [checkOf(about)];
  const found = [...byMajor.values()].flat().join(', ');
  return [checkOf({ ...about, severity: 'error', code: 'HAPY-E813', found, parameters: { found } })];
}

interface Wanted {
  readonly snapshot: Snapshot;
  readonly storage: StorageSpec;
}

function checkPlaces(node: string, places: StoragePlaces, wanted: Wanted): PreflightCheck[] {
  const brick = wanted.storage.bricks.find((each) => each.node === node);
  return [
    ...(brick === undefined ? [] : checkBrick(brick, places, wanted)),
    ...(isPerDatastore(wanted.storage)
      ? checkFolderMounts(node, places, wanted.storage)
      : [checkMount(node, places, wanted.storage)]),
  ];
}

function checkBrick({ node, path }: SpecBrick, places: StoragePlaces, { storage }: Wanted): PreflightCheck[] {
  const about = { name: 'brick', node, subject: path } as const;
  const failed = (code: string, more: Readonly<Record<string, string>> = {}) =>
    checkOf({ ...about, severity: 'error', code, parameters: { path, ...more } });
  const warned = (code: string, more: Readonly<Record<string, string>> = {}) =>
    checkOf({ ...about, severity: 'warning', code, parameters: { path, ...more } });
  // A brick of the volume itself is ours, whatever it holds.
  if (places.brickVolumeId === storage.volume) return [checkOf(about)];
  if (!places.brickParent) return [failed('HAPY-E814')];
  if (places.brickVolumeId !== '') return [failed('HAPY-E816', { volume: places.brickVolumeId })];
  if (!places.brickEmpty) return [failed('HAPY-E815')];
  const { brickInodeBytes: bytes, brickFreeBytes: free, brickFilesystem: filesystem } = places;
  if (bytes > 0 && bytes < inodeBytesMin) return [failed('HAPY-E819', { bytes: String(bytes) })];
  if (free < brickFreeMin) {
    const sides = { found: String(Math.floor(free / mebibyte)), expected: String(brickFreeMin / mebibyte) };
    return [checkOf({ ...failed('HAPY-E820'), ...sides })];
  }
  const warnings = [
    ...(places.brickOnRoot ? [warned('HAPY-E817')] : []),
    ...(filesystem === 'xfs' ? [] : [warned('HAPY-E818', { filesystem })]),
  ];
  return warnings.length > 0 ? warnings : [checkOf(about)];
}

/** The datastores that are not ours stay where they lie, whatever that is; only the whole volume may not lie below its parts. */
function checkFolderMounts(
  node: string,
  { mountSource, filledMounts }: StoragePlaces,
  storage: StorageSpec,
): PreflightCheck[] {
  const location = mountLocation(storage);
  const about = { name: 'mount-point', node, severity: 'error' } as const;
  if (isVolume(mountSource, storage)) {
    const parameters = { path: location, source: mountSource };
    return [checkOf({ ...about, subject: location, code: 'HAPY-E825', parameters })];
  }
  if (filledMounts.length === 0) return [checkOf({ name: 'mount-point', node, subject: location })];
  return filledMounts.map((path) =>
    checkOf({ ...about, subject: path, code: 'HAPY-E824', parameters: { path } }),
  );
}

function isVolume(source: string, { volume }: StorageSpec): boolean {
  return source.endsWith(`:/${volume}`) || source.endsWith(`:${volume}`);
}

function checkMount(
  node: string,
  { mountSource, mountEmpty }: StoragePlaces,
  storage: StorageSpec,
): PreflightCheck {
  const { mount: path } = storage;
  const about = { name: 'mount-point', node, subject: path } as const;
  if (mountSource !== '' && !isVolume(mountSource, storage))
    return checkOf({
      ...about,
      severity: 'error',
      code: 'HAPY-E825',
      parameters: { path, source: mountSource },
    });
  if (!mountEmpty) return checkOf({ ...about, severity: 'error', code: 'HAPY-E824', parameters: { path } });
  return checkOf(about);
}
