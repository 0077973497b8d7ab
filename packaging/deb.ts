import { createHash } from 'node:crypto';
import { chmod, lstat, lutimes, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { execa } from 'execa';

/** A file or link below the root of a package, by its path on the node without the first slash. */
interface Entry {
  readonly path: string;
  readonly isFile: boolean;
  readonly size: number;
}

/** Files and links below `root` in a fixed order. */
export async function entriesOf(root: string): Promise<readonly Entry[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const entries = await Promise.all(
    found
      .filter((each) => !each.isDirectory())
      .map(async (each) => {
        const full = join(each.parentPath, each.name);
        const { size } = await lstat(full);
        return { path: relative(root, full), isFile: each.isFile(), size };
      }),
  );
  return entries
    .filter((entry) => !entry.path.startsWith('DEBIAN/'))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Sizes as dpkg counts them: each file in whole KiB. */
export function installedKibOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { size }) => sum + Math.ceil(size / 1024), 0);
}

/** Writes DEBIAN/md5sums and DEBIAN/conffiles. What lies under /etc is the administrator's. */
export async function writeLists(root: string, entries: readonly Entry[]): Promise<void> {
  const files = entries.filter((entry) => entry.isFile);
  const sums = await Promise.all(
    files.map(async ({ path }) => {
      // dpkg's own format; nothing is trusted because of it.
      const sum = createHash('md5')
        .update(await readFile(join(root, path)))
        .digest('hex');
      return `${sum}  ${path}\n`;
    }),
  );
  await mkdir(join(root, 'DEBIAN'), { recursive: true });
  await writeFile(join(root, 'DEBIAN/md5sums'), sums.join(''));
  const configured = files.filter(({ path }) => path.startsWith('etc/'));
  if (configured.length > 0) {
    await writeFile(join(root, 'DEBIAN/conffiles'), configured.map(({ path }) => `/${path}\n`).join(''));
  }
}

/**
 * Builds the .deb from a tree. The same tree and time give the same bytes: owners are root's, times are the
 * commit's, the order is dpkg's own.
 */
export async function buildDeb(options: {
  readonly root: string;
  readonly target: string;
  readonly epochSeconds: number;
  /** Compresses fast rather than well. */
  readonly quick: boolean;
}): Promise<void> {
  const { root, target, epochSeconds, quick } = options;
  await settleTimes(root, epochSeconds);
  const env = { SOURCE_DATE_EPOCH: String(epochSeconds), LC_ALL: 'C' };
  const compression = quick ? ['-Zgzip', '-z1'] : ['-Zxz', '-z6'];
  const argv = ['--root-owner-group', '--threads-max=1', ...compression, '--build', root, target];
  await execa('dpkg-deb', argv, { env });
}

/** dpkg-deb sets no time that is older than SOURCE_DATE_EPOCH, so all of them are set to it. */
async function settleTimes(root: string, epochSeconds: number): Promise<void> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  for (const each of found) {
    const path = join(each.parentPath, each.name);
    // The umask of whoever builds is not the node's.
    if (each.isDirectory()) await chmod(path, 0o755);
    else if (each.isFile()) {
      const { mode } = await lstat(path);
      await chmod(path, (mode & 0o111) === 0 ? 0o644 : 0o755);
    }
    await lutimes(path, epochSeconds, epochSeconds);
  }
  await lutimes(root, epochSeconds, epochSeconds);
}
