import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { ProbeStep } from '../../../services/domain/storage/storage-step.ts';
import { reasonOf } from '../../durable-file.ts';
import type { HelperConfig } from '../config.ts';
import { type MountLine, readMounts } from './brick-places.ts';
import { requireAllowed } from './read-storage.ts';

const folderName = '.hapy-drill';
/** With several replica sets each file lies in one of them, by its name; with so many none is left out. */
const files = Array.from({ length: 8 }, (_, at) => `file-${at}`);
const fileBytes = 1024 ** 2;

/**
 * Writes, reads back or takes away what a drill leaves on the mounted volume. As the owner of the volume, whom
 * OpenNebula is: whoever may put links into that folder must not lead root astray.
 *
 * @throws HapyError HAPY-E839 not mounted, or not to be written; HAPY-E838 what is read is not what was written
 */
export async function probeStorage(
  config: HelperConfig,
  { is, path, seed }: ProbeStep,
  mounts?: readonly MountLine[],
): Promise<void> {
  requireAllowed(path, config.storage.mountFolders);
  if (!/^[A-Za-z0-9-]{1,64}$/.test(seed)) throw new HapyError('HAPY-E300', { field: 'storage.seed' });
  const seen = mounts ?? (await readMounts());
  // What is written beside the volume goes to the root disk, and would be read back whole.
  if (!seen.some(({ point, filesystem }) => point === path && filesystem === 'fuse.glusterfs'))
    throw new HapyError('HAPY-E839', { path, reason: 'not mounted' });
  const folder = join(path, folderName);
  try {
    await asOwnerOf(path, async () => {
      if (is === 'write-probe') return writeFiles(folder, seed);
      await readFiles(folder, seed);
      if (is === 'clear-probe') await rm(folder, { recursive: true, force: true });
    });
  } catch (error) {
    if (error instanceof HapyError) throw error;
    throw new HapyError('HAPY-E839', { path, reason: reasonOf(error) }, error);
  }
}

async function asOwnerOf(path: string, work: () => Promise<void>): Promise<void> {
  const { uid, gid } = await stat(path);
  if (process.getuid?.() !== 0 || uid === 0) return work();
  process.setgroups?.([]);
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

/** It counts when it was synced: that is what an acknowledged write of a virtual machine's disk is. */
async function writeFiles(folder: string, seed: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  for (const name of files) {
    const file = await open(join(folder, name), flags, 0o600);
    try {
      await file.writeFile(contentsOf(seed, name));
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function readFiles(folder: string, seed: string): Promise<void> {
  for (const name of files) {
    const file = join(folder, name);
    const wrong = (reason: string) => new HapyError('HAPY-E838', { file, reason });
    const found = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? wrong('absent') : error;
    });
    if (found.length !== fileBytes) throw wrong('size');
    if (!found.equals(contentsOf(seed, name))) throw wrong('content');
  }
}

/** The same for everybody who knows the seed, and different in every block. */
function contentsOf(seed: string, name: string): Buffer {
  const hash = createHash('shake256', { outputLength: fileBytes });
  return hash.update(`${seed}/${name}`).digest();
}
