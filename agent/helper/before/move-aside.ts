import { cp, rename, rm } from 'node:fs/promises';

/**
 * Moves a folder to a place beside it, whatever stood there; one that is not there is no error. On the file system
 * of a container or a live image a folder that came with the image cannot be renamed (EXDEV: kernel documentation,
 * overlayfs, "redirect_dir"), so it is copied then; modes are kept, owners are not.
 */
export async function moveAside(folder: string, place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  try {
    await rename(folder, place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    if (code !== 'EXDEV') throw error;
    await cp(folder, place, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await rm(folder, { recursive: true });
  }
}
