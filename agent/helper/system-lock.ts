import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The name under which somebody holds CreoleLock's system lock ("reconfigure", "instance", "majauto"); empty when
 * nobody does. A lock is a file `NAME.…` (eole.md section 5). One that names a process that is gone was left behind;
 * one that names none is believed.
 */
export async function heldSystemLock(directory: string): Promise<string> {
  const files = await readdir(directory).catch(() => [] as string[]);
  for (const file of files.sort()) {
    const [, name = ''] = /^([A-Za-z_-]+)(?:\.[^.]*)?$/.exec(file) ?? [];
    // Ours is held while a seed is on its way (creole-lock.ts).
    if (name !== '' && !name.startsWith('hapy') && (await isHeld(join(directory, file))))
      return name.toLowerCase();
  }
  return '';
}

async function isHeld(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const pid = /^\s*(\d{1,10})\s*$/.exec(text)?.[1];
  if (pid === undefined) return true;
  return stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
}
