import { closeSync, fchownSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';

/** Replaces a file whole: readers see the old text or the new one, never half of it. Its owner stays who it was. */
export function writeFileAtomically(path: string, text: string, mode = 0o644): void {
  const temporary = `${path}.${process.pid}.${Date.now()}.new`;
  const descriptor = openSync(temporary, 'w', mode);
  try {
    const replaced = statSync(path, { throwIfNoEntry: false });
    if (replaced !== undefined && process.getuid?.() === 0)
      fchownSync(descriptor, replaced.uid, replaced.gid);
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
