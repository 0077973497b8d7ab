import { statfs } from 'node:fs/promises';

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

const nowhere: DiskSpace = { freeBytes: 0, totalBytes: 0 };

/**
 * The room on the fullest of the disks on which these folders lie: oned's database may be on one of its own. A folder
 * that is not there yet is on none.
 */
export async function scarcestSpace(folders: readonly string[]): Promise<DiskSpace> {
  return scarcest(await Promise.all(folders.map(spaceOf)));
}

/** File systems without blocks (proc, some FUSE) have no room to run out of. */
export function scarcest(spaces: readonly DiskSpace[]): DiskSpace {
  const share = ({ freeBytes, totalBytes }: DiskSpace) => freeBytes / totalBytes;
  const real = spaces.filter(({ totalBytes }) => totalBytes > 0);
  return [...real].sort((one, other) => share(one) - share(other))[0] ?? nowhere;
}

async function spaceOf(folder: string): Promise<DiskSpace> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return nowhere;
  }
}
