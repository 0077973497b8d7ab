import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock, unlock } from '../file-lock.ts';
import { nodePaths } from '../node-paths.ts';
import { printError } from './arguments.ts';

/** Runs with CreoleLock's system lock of that name; 1 with its message when another has it (eole.md section 5). */
export async function withCreoleLock(
  root: string,
  name: string,
  run: () => Promise<number>,
): Promise<number> {
  const directory = nodePaths(root).eoleLockDirectory;
  mkdirSync(directory, { recursive: true });
  const lock = join(directory, `${name}.lock`);
  if (!tryLock(lock)) {
    printError(`A system lock is already set by another process: /var/lock/eole/eole-system/${name}.lock`);
    return 1;
  }
  try {
    return await run();
  } finally {
    unlock(lock);
  }
}
