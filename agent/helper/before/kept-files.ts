import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, readdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { makePrivateDirectory, own, syncDirectory } from '../../durable-file.ts';
import { digestOf } from '../seeds/bundle.ts';
import { moveAside } from './move-aside.ts';

/** Whose a file was. The copy itself is root's and 0600, because what is kept may be secret. */
interface KeptOwner {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface KeptFile extends KeptOwner {
  readonly sha256: string;
}

/** Everything in a folder that can be put back: files, folders and links; sockets and pipes cannot. */
export interface KeptTree extends KeptOwner {
  readonly entries: readonly KeptEntry[];
}

type KeptEntry = KeptOwner & { readonly path: string } & (
    | { readonly kind: 'file' | 'folder' }
    | { readonly kind: 'link'; readonly target: string }
  );

/** Copies a file and remembers whose it was; undefined where there is none. Durable when it returns. */
export async function keepFile(source: string, copy: string): Promise<KeptFile | undefined> {
  const owner = await ownerOf(source);
  if (owner === undefined) return undefined;
  await copyDurably(source, copy, 0o600);
  return { ...owner, sha256: (await digestOf(copy)).sha256 };
}

/** Whether a kept copy still has the bytes that were kept. */
export async function isIntact(copy: string, { sha256 }: KeptFile): Promise<boolean> {
  return digestOf(copy).then(
    (found) => found.sha256 === sha256,
    () => false,
  );
}

/** Puts a kept file in its place by rename: after a crash there is the one or the other, whole. */
export async function putFileBack(copy: string, kept: KeptFile, target: string): Promise<void> {
  const fresh = `${target}.hapy-new`;
  await rm(fresh, { force: true });
  await copyDurably(copy, fresh, 0o600);
  await own(fresh, kept);
  await rename(fresh, target);
  await syncDirectory(dirname(target));
}

/** Copies a folder with everything in it; undefined where there is none. Durable when it returns. */
export async function keepTree(source: string, copy: string): Promise<KeptTree | undefined> {
  const owner = await ownerOf(source);
  if (owner === undefined) return undefined;
  const entries: KeptEntry[] = [];
  await makePrivateDirectory(copy);
  await keepEntries(source, copy, '', entries);
  return { ...owner, entries };
}

async function keepEntries(source: string, copy: string, folder: string, into: KeptEntry[]): Promise<void> {
  for (const found of await readdir(join(source, folder), { withFileTypes: true })) {
    const path = join(folder, found.name);
    const { mode, uid, gid } = await lstat(join(source, path));
    const owner = { path, mode: mode & 0o7777, uid, gid };
    if (found.isSymbolicLink()) {
      into.push({ ...owner, kind: 'link', target: await readlink(join(source, path)) });
    } else if (found.isDirectory()) {
      into.push({ ...owner, kind: 'folder' });
      await makePrivateDirectory(join(copy, path));
      await keepEntries(source, copy, path, into);
    } else if (found.isFile()) {
      into.push({ ...owner, kind: 'file' });
      await copyDurably(join(source, path), join(copy, path), 0o600);
    }
  }
  await syncDirectory(join(copy, folder));
}

/**
 * Swaps a folder for the kept one; where none was kept, there is none afterwards. Doing it again after a stop
 * at any point gives the same.
 */
export async function putTreeBack(copy: string, kept: KeptTree | undefined, target: string): Promise<void> {
  const fresh = `${target}.hapy-new`;
  const replaced = `${target}.hapy-previous`;
  await rm(fresh, { recursive: true, force: true });
  if (kept !== undefined) await buildTree(copy, kept, fresh);
  await moveAside(target, replaced);
  if (kept !== undefined) await rename(fresh, target);
  await syncDirectory(dirname(target));
  // It holds the credentials of another server, which were never this one's.
  await rm(replaced, { recursive: true, force: true });
}

async function buildTree(copy: string, kept: KeptTree, fresh: string): Promise<void> {
  await mkdir(fresh, { mode: 0o700 });
  for (const entry of kept.entries) {
    const path = join(fresh, entry.path);
    if (entry.kind === 'link') {
      await symlink(entry.target, path);
      continue;
    }
    if (entry.kind === 'folder') await mkdir(path, { mode: 0o700 });
    else await copyDurably(join(copy, entry.path), path, 0o600);
  }
  // Owners last and from the inside out: a folder may be one that nobody is allowed to write to.
  for (const entry of kept.entries.toReversed()) {
    if (entry.kind !== 'link') await own(join(fresh, entry.path), entry);
  }
  await own(fresh, kept);
}

async function ownerOf(path: string): Promise<KeptOwner | undefined> {
  const found = await stat(path).catch(ignoreMissing);
  return found === undefined ? undefined : { mode: found.mode & 0o7777, uid: found.uid, gid: found.gid };
}

async function copyDurably(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL);
  const file = await open(to, 'r');
  try {
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
