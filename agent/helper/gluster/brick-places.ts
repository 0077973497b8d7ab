import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { LocalBrick } from '../../../services/domain/storage/storage-state.ts';
import { runCommand } from '../programs/run-command.ts';

/** One line of /proc/self/mountinfo (proc(5)). */
export interface MountLine {
  readonly point: string;
  readonly filesystem: string;
  readonly source: string;
}

export function mountsFrom(text: string): readonly MountLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [, , , , point = ''] = before.split(' ');
      const [filesystem = '', source = ''] = after.split(' ');
      return { point: unescaped(point), filesystem, source: unescaped(source) };
    });
}

/** The kernel writes blanks and backslashes as octal numbers. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

export async function readMounts(): Promise<readonly MountLine[]> {
  return mountsFrom(await readFile('/proc/self/mountinfo', 'utf8'));
}

/** What is mounted where a path lies: the longest mount point above it, and of several the last one. */
export function mountOf(path: string, mounts: readonly MountLine[]): MountLine | undefined {
  let best: MountLine | undefined;
  for (const mount of mounts) {
    const above = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`);
    if (above && mount.point.length >= (best?.point.length ?? 0)) best = mount;
  }
  return best;
}

/** The nearest folder above that is there, the path itself included. */
export async function nearestThere(path: string): Promise<string> {
  for (let at = path; at !== '/'; at = dirname(at)) {
    if (await isFolder(at)) return at;
  }
  return '/';
}

export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** What a brick's place is like; undefined where nothing is. */
export async function readBrickPlace(
  path: string,
  mounts: readonly MountLine[],
  spaceman: string,
): Promise<LocalBrick | undefined> {
  const there = await nearestThere(path);
  const mount = mountOf(there, mounts);
  const space = await statfs(there).catch(() => undefined);
  if (mount === undefined || space === undefined) return undefined;
  return {
    path,
    filesystem: mount.filesystem,
    onRoot: mount.point === '/',
    inodeBytes: mount.filesystem === 'xfs' ? await xfsInodeBytes(spaceman, mount.point) : 0,
    freeBytes: space.bavail * space.bsize,
    totalBytes: space.blocks * space.bsize,
    empty: !(await isFolder(join(path, '.glusterfs'))),
    folders: await datastoreFolders(path),
  };
}

/** OpenNebula calls the folder of a datastore by its number. They are only looked at: GlusterFS makes what is in a brick. */
async function datastoreFolders(brick: string): Promise<readonly string[]> {
  const entries = await readdir(brick, { withFileTypes: true }).catch(() => []);
  const numbered = entries.filter((entry) => entry.isDirectory() && /^[0-9]{1,10}$/.test(entry.name));
  return numbered
    .map(({ name }) => name)
    .sort()
    .slice(0, foldersMax);
}

const foldersMax = 256;

/**
 * The size of an inode of a mounted XFS, as `xfs_spaceman -c info` tells it ("isize=512"). It asks the kernel about
 * the mount point, so that nobody needs the device. 0 when it cannot be told.
 */
export async function xfsInodeBytes(program: string, point: string): Promise<number> {
  const signal = AbortSignal.timeout(spacemanMs);
  const { output } = await runCommand([program, '-c', 'info', point], { signal }).catch(() => ({
    output: '',
  }));
  return Number(/\bisize=(\d+)/.exec(output)?.[1] ?? 0);
}

const spacemanMs = 5000;

/** Nothing lies there but what GlusterFS and file systems keep for themselves. */
export async function isEmptyBrick(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => []);
  return names.every((name) => name === '.glusterfs' || name === 'lost+found');
}

const looksMax = 2000;

/** No file lies below it: OpenNebula makes the folders of its datastores by itself. */
export async function holdsNoFile(path: string, left = { looks: looksMax }): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    left.looks -= 1;
    if (left.looks < 0 || !entry.isDirectory()) return false;
    if (!(await holdsNoFile(join(path, entry.name), left))) return false;
  }
  return true;
}
