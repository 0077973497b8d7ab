import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nodePaths } from '../node-paths.ts';
import { print, printError, programArguments } from './arguments.ts';
import { foreignLock, heldLockSuffix } from './creole-lock.ts';

/**
 * `CreoleLock acquire|is_locked|release --name X --level=system` (eole.md section 5): a lock that stays when this
 * program ends. 0 done or present, 1 not.
 */
function main(): number {
  const { root, words } = programArguments();
  const [verb = ''] = words;
  const name = words[words.indexOf('--name') + 1] ?? '';
  const directory = nodePaths(root).eoleLockDirectory;
  mkdirSync(directory, { recursive: true });
  const lock = join(directory, `${name}${heldLockSuffix}`);
  switch (verb) {
    case 'acquire': {
      const other = existsSync(lock) ? `${name}${heldLockSuffix}` : foreignLock(directory, name);
      if (other !== undefined) {
        printError(`A system lock is already set by another process: /var/lock/eole/eole-system/${other}`);
        return 1;
      }
      writeFileSync(lock, '', { flag: 'wx' });
      return 0;
    }
    case 'is_locked':
      print(String(existsSync(lock)));
      return existsSync(lock) ? 0 : 1;
    case 'release':
      rmSync(lock, { force: true });
      return 0;
    default:
      printError('usage: CreoleLock acquire|is_locked|release --name NAME --level=system');
      return 2;
  }
}

process.exitCode = main();
