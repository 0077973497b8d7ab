import { constants } from 'node:fs';
import { chmod, chown, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';

/** How a file is to be owned; absent parts are left as the process makes them. */
export interface Ownership {
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Replaces a file so that after a crash either the old or the new text is there, whole: a temporary file
 * beside it, fsync, rename, fsync of the folder.
 *
 * @throws HapyError HAPY-E322
 */
export async function writeDurably(
  path: string,
  content: string | Buffer,
  ownership: Ownership = { mode: 0o600 },
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${Date.now()}.tmp`);
  try {
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
    const file = await open(temporary, flags, 0o600);
    try {
      await file.writeFile(content);
      await file.chmod(ownership.mode);
      if (ownership.uid !== undefined && ownership.gid !== undefined && process.getuid?.() === 0) {
        await file.chown(ownership.uid, ownership.gid);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw new HapyError('HAPY-E322', { path, reason: reasonOf(error) }, error);
  }
}

/** Makes a rename in a folder durable. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Mode and owner of what stands at `path`, or `fallback` when nothing does. */
export async function ownershipOf(path: string, fallback: Ownership): Promise<Ownership> {
  try {
    const found = await stat(path);
    return { mode: found.mode & 0o7777, uid: found.uid, gid: found.gid };
  } catch {
    return fallback;
  }
}

/** Gives an existing path its mode and, for root, its owner. */
export async function own(path: string, ownership: Ownership): Promise<void> {
  await chmod(path, ownership.mode);
  if (ownership.uid !== undefined && ownership.gid !== undefined && process.getuid?.() === 0) {
    await chown(path, ownership.uid, ownership.gid);
  }
}

/** A folder of ours, readable by nobody else. */
export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** The text of a file, or undefined when it does not exist. Other failures are HAPY-E321. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new HapyError('HAPY-E321', { path, reason: reasonOf(error) }, error);
  }
}

/** The text of a file that must be there. */
export async function readRequired(path: string): Promise<string> {
  const text = await readIfPresent(path);
  if (text === undefined) throw new HapyError('HAPY-E321', { path, reason: 'ENOENT' });
  return text;
}

/** What a failed system call says, short enough for a message: its errno name where it has one. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.message;
  return String(error);
}
