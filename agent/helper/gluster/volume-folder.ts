import { lchown, lstat, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { StorageStep } from '../../../services/domain/storage/storage-step.ts';
import { reasonOf } from '../../durable-file.ts';
import type { HelperConfig } from '../config.ts';
import { lastLinesOf, runCommand } from '../programs/run-command.ts';
import { readMounts } from './brick-places.ts';

const mountMs = 60_000;
/** Bricks that were started a moment ago are not all reached at once. */
const withinMs = 20_000;
const againAfterMs = 1000;

/** The number of a datastore: nothing else has a folder of the volume to itself. */
export const folderName = /^[0-9]{1,10}$/;

type MakeFolder = Extract<StorageStep, { readonly is: 'make-folder' }>;

/**
 * Makes a folder of the volume through a mount of all of it, for GlusterFS copies nothing that is made within a brick. That
 * mount is seen by nobody: this runs in a unit with mounts of its own, which end with it, however it ends
 * (step-outside.ts).
 *
 * @throws HapyError HAPY-E828
 */
export async function makeFolder(
  config: HelperConfig,
  { volume, folder }: MakeFolder,
  patienceMs = withinMs,
): Promise<void> {
  if (!folderName.test(folder)) throw new HapyError('HAPY-E300', { field: 'storage.folder' });
  const place = join(config.stateDirectory, 'mounts', volume);
  const endMs = performance.now() + patienceMs;
  for (;;) {
    try {
      await mkdir(place, { recursive: true, mode: 0o700 });
      await mountAt(config, volume, place);
      await makeWithin(place, folder);
      return;
    } catch (error) {
      if (performance.now() > endMs)
        throw new HapyError('HAPY-E828', { folder, volume, reason: reasonOf(error) }, error);
      await new Promise((resolve) => setTimeout(resolve, againAfterMs));
    }
  }
}

async function mountAt(config: HelperConfig, volume: string, place: string): Promise<void> {
  if (await isMountedAt(place)) return;
  // Its own log would be one more file of glusterd's for each folder that is made.
  const argv = [config.programs.mountGlusterfs, `localhost:/${volume}`, place, '-o', 'log-file=/dev/null'];
  const { exitCode, output } = await runCommand(argv, { signal: AbortSignal.timeout(mountMs) });
  // Without the mount the folder would be made on the root disk; the program may say that all is well where there is none.
  if (!(await isMountedAt(place))) throw new Error(lastLinesOf(output) || `mount ${exitCode}`);
}

async function isMountedAt(place: string): Promise<boolean> {
  const mounts = await readMounts();
  return mounts.some(({ point, filesystem }) => point === place && filesystem === 'fuse.glusterfs');
}

/**
 * It belongs to whom the volume belongs to: OpenNebula. What has that name and is no folder is somebody else's, and
 * nothing follows a link.
 */
export async function makeWithin(place: string, folder: string): Promise<void> {
  const { uid, gid } = await stat(place);
  const path = join(place, folder);
  await mkdir(path, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const made = await lstat(path);
  if (!made.isDirectory()) throw new Error('no folder');
  if (made.uid !== uid || made.gid !== gid) await lchown(path, uid, gid);
}
