import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runningPid, tryLock, unlock } from '../file-lock.ts';
import { nodePaths } from '../node-paths.ts';
import { printError } from './arguments.ts';

/** A lock that the command `CreoleLock acquire` has left; it belongs to no process. */
export const heldLockSuffix = '.held';

/** The file of a system lock of another name: the level is exclusive. */
export function foreignLock(directory: string, name: string): string | undefined {
  return readdirSync(directory).find((file) => {
    if (file.startsWith(`${name}.`)) return false;
    return (
      file.endsWith(heldLockSuffix) ||
      (file.endsWith('.lock') && runningPid(join(directory, file)) !== undefined)
    );
  });
}

/** Runs with CreoleLock's system lock of that name; 1 with its message when another has it (eole.md section 5). */
export async function withCreoleLock(
  root: string,
  name: string,
  run: () => Promise<number>,
): Promise<number> {
  const directory = nodePaths(root).eoleLockDirectory;
  mkdirSync(directory, { recursive: true });
  const lock = join(directory, `${name}.lock`);
  const other = foreignLock(directory, name) ?? (tryLock(lock) ? undefined : `${name}.lock`);
  if (other !== undefined) {
    printError(`A system lock is already set by another process: /var/lock/eole/eole-system/${other}`);
    return 1;
  }
  try {
    return await run();
  } finally {
    unlock(lock);
  }
}
