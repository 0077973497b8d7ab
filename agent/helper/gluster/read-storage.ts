import { access, constants, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Clock } from '../../../services/base/clock.ts';
import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type {
  HealState,
  StoragePlaces,
  StorageState,
} from '../../../services/domain/storage/storage-state.ts';
import type { HelperConfig } from '../config.ts';
import { runCommand } from '../programs/run-command.ts';
import { holdsNoFile, isEmptyBrick, isFolder, mountOf, readBrickPlace, readMounts } from './brick-places.ts';
import { healFrom, poolFrom, splitBrainFrom, volumesFrom } from './gluster-documents.ts';
import { type GlusterCall, outsideCall, runGluster } from './run-gluster.ts';

/** Local questions: glusterd answers them by itself, without its peers. */
const localMs = 5000;
/** Asks every brick of a volume; one that is gone costs its connection's time. */
const healMs = 60_000;
const filesMax = 20;

/**
 * GlusterFS on this node; undefined where it is not installed. Nothing here takes a lock of the pool, so that all
 * nodes may look as often as they like.
 */
export async function readStorage(
  config: HelperConfig,
  clock: Clock,
  withHeals: boolean,
): Promise<StorageState | undefined> {
  const { gluster } = config.programs;
  if (gluster === '' || !(await isThere(gluster))) return undefined;
  const mounts = await readMounts();
  const seen = {
    observedAtMs: clock.now(),
    version: await versionOf(gluster),
    client: (await isThere(config.programs.mountGlusterfs)) && (await knowsFuse()),
    mounts: mounts
      .filter(({ filesystem }) => filesystem === 'fuse.glusterfs')
      .map(({ source, point }) => ({ ...mountedFrom(source), path: point })),
  };
  try {
    const call = { program: gluster, deadlineMs: localMs };
    const { uuid, peers } = poolFrom(await runGluster(call, 'pool', 'list'));
    const volumes = volumesFrom(await runGluster(call, 'volume', 'info'));
    const own = await localBricks(config, volumes, mounts);
    const started = volumes.filter(({ status }) => status === 'Started').map(({ name }) => name);
    const heals = withHeals ? await readHeals(outsideCall(config), started, clock) : [];
    return { ...seen, silence: '', uuid, peers, volumes, bricks: own, heals };
  } catch (error) {
    if (!(error instanceof HapyError)) throw error;
    return { ...seen, silence: error.code, uuid: '', peers: [], volumes: [], bricks: [], heals: [] };
  }
}

/** "hapy1.ac-test.fr:/one" or "hapy1.ac-test.fr:one"; "hapy1.ac-test.fr:/one/100" for a folder of it. */
export function mountedFrom(source: string): { readonly volume: string; readonly folder: string } {
  const place = source.slice(source.lastIndexOf(':') + 1).replace(/^\//, '');
  const [volume = '', ...folder] = place.split('/');
  return { volume, folder: folder.join('/') };
}

/** Of all bricks those whose folder is on this node; the name of a host does not tell that for certain. */
async function localBricks(
  config: HelperConfig,
  volumes: StorageState['volumes'],
  mounts: Awaited<ReturnType<typeof readMounts>>,
): Promise<StorageState['bricks']> {
  const spaceman = config.programs.xfsSpaceman;
  const paths = new Set(volumes.flatMap(({ bricks }) => bricks.map(({ path }) => path)));
  const places = [...paths].filter((path) => isAllowed(path, config.storage.brickFolders));
  const there = await Promise.all(
    places.map(async (path) => ((await isFolder(path)) ? readBrickPlace(path, mounts, spaceman) : undefined)),
  );
  return there.filter((place) => place !== undefined);
}

/** One volume after the other, each with the files of which no copy is the right one, where there are any. */
async function readHeals(
  outside: GlusterCall,
  volumes: readonly string[],
  clock: Clock,
): Promise<readonly HealState[]> {
  const heals: HealState[] = [];
  for (const volume of volumes) {
    const call = { ...outside, deadlineMs: healMs };
    try {
      const bricks = healFrom(await runGluster(call, 'volume', 'heal', volume, 'info', 'summary'));
      const split = bricks.some(({ splitBrain }) => splitBrain > 0);
      const files = split
        ? splitBrainFrom(await runGluster(call, 'volume', 'heal', volume, 'info', 'split-brain'))
        : [];
      const splitBrainFiles = files.slice(0, filesMax);
      heals.push({ volume, observedAtMs: clock.now(), bricks, splitBrainFiles });
    } catch (error) {
      // Unknown is not healed: a volume without an answer has no entry.
      if (!(error instanceof HapyError)) throw error;
    }
  }
  return heals;
}

/** @throws HapyError HAPY-E833 */
export async function inspectPlaces(
  config: HelperConfig,
  brick: string,
  mount: string,
): Promise<StoragePlaces> {
  requireAllowed(mount, config.storage.mountFolders);
  if (brick !== '') requireAllowed(brick, config.storage.brickFolders);
  const mounts = await readMounts();
  const place = brick === '' ? undefined : await readBrickPlace(brick, mounts, config.programs.xfsSpaceman);
  const mounted = mountOf(mount, mounts);
  return {
    brickFilesystem: place?.filesystem ?? '',
    brickParent: brick !== '' && (await isFolder(dirname(brick))),
    brickOnRoot: place?.onRoot ?? false,
    brickInodeBytes: place?.inodeBytes ?? 0,
    brickFreeBytes: place?.freeBytes ?? 0,
    brickEmpty: brick === '' || (await isEmptyBrick(brick)),
    brickVolumeId: brick === '' ? '' : await volumeIdOf(config, brick),
    mountEmpty: mounted?.point === mount || (await holdsNoFile(mount)),
    mountSource: mounted?.point === mount ? mounted.source : '',
    filledMounts: [],
  };
}

/**
 * The volume that has this folder as a brick, as glusterd knows it; "?" where only the traces of one are left, which
 * GlusterFS would refuse.
 */
async function volumeIdOf(config: HelperConfig, brick: string): Promise<string> {
  const call = { program: config.programs.gluster, deadlineMs: localMs };
  const volumes = await runGluster(call, 'volume', 'info').then(volumesFrom, () => []);
  const owner = volumes.find(({ bricks }) => bricks.some(({ path }) => path === brick));
  if (owner !== undefined) return owner.name;
  return (await isFolder(`${brick}/.glusterfs`)) ? '?' : '';
}

/** "glusterfs 10.3" */
async function versionOf(gluster: string): Promise<string> {
  const { output } = await runCommand([gluster, '--version'], { signal: AbortSignal.timeout(localMs) });
  return /^glusterfs (\S+)/m.exec(output)?.[1] ?? '';
}

/** By what the kernel serves: a service that is kept from devices does not see /dev/fuse. */
async function knowsFuse(): Promise<boolean> {
  const known = await readFile('/proc/filesystems', 'utf8');
  return /\bfuse$/m.test(known);
}

async function isThere(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Below one of the folders that helper.yaml names, and written without detours. */
export function isAllowed(path: string, folders: readonly string[]): boolean {
  const plain = /^(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/.test(path);
  return plain && folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** @throws HapyError HAPY-E833 */
export function requireAllowed(path: string, folders: readonly string[]): void {
  if (!isAllowed(path, folders)) throw new HapyError('HAPY-E833', { path, folders: folders.join(', ') });
}
