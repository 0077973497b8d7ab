import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';

/**
 * Writes a file that only its owner may read (0600, in a folder 0700 when it has to be made), whole or not at
 * all: a reader sees the old content or the new one, also after a power cut.
 *
 * @throws HapyError HAPY-E152, with the system's reason (ENOSPC, EACCES, EROFS, ...)
 */
export async function writeSecret(path: string, text: string): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.${basename(path)}.${randomBytes(6).toString('hex')}.new`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeDurably(temporary, text);
    await rename(temporary, path);
    await syncDirectory(directory);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {
      // Not even the remains can be removed; the first reason is the one that helps.
    });
    throw new HapyError('HAPY-E152', { path, reason: reasonOf(error) }, error);
  }
}

/**
 * Removes what writers left in a folder that were killed in the middle of `writeSecret`; half a key may stand
 * in it. Not to be called while another one writes there. A folder that is missing holds nothing.
 *
 * @throws HapyError HAPY-E152
 */
export async function removeUnfinished(directory: string): Promise<void> {
  try {
    const names = await readdir(directory);
    for (const name of names.filter((each) => /^\..+\.[0-9a-f]{12}\.new$/.test(each))) {
      await rm(join(directory, name), { force: true });
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (reason !== 'ENOENT') throw new HapyError('HAPY-E152', { path: directory, reason }, error);
  }
}

/** `wx` refuses to follow what somebody may have put there under that name. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Without this, a rename may be forgotten by a power cut although the file itself was synced. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** The system's short name for what went wrong (errno(3)). */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}
