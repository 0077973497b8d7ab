import { rmSync, writeFileSync } from 'node:fs';
import { readMachine } from '../machine.ts';

import { tellReady } from '../../../services/base/service-manager.ts';
import { nodePaths } from '../node-paths.ts';
import { ignoresTermination, startOned } from '../oned/oned.ts';
import { openNebulaVersion } from '../store/schema.ts';
import { print, printError, programArguments } from './arguments.ts';

/** `oned --version` tells it and ends; `oned -f` stays in the foreground; SIGTERM ends it with 0, any refusal to start with 255. */
async function main(): Promise<void> {
  const { root, words } = programArguments();
  if (words.includes('--version')) {
    const { openNebula = openNebulaVersion } = readMachine(root);
    print(`OpenNebula ${openNebula} is played here by a double.`);
    return;
  }
  const { onedPid } = nodePaths(root);
  try {
    const oned = await startOned({ root });
    writeFileSync(onedPid, `${process.pid}\n`);
    tellReady();
    const stop = () => {
      if (ignoresTermination(oned.state)) {
        setTimeout(stop, 50);
        return;
      }
      void oned.stop().then(() => {
        rmSync(onedPid, { force: true });
        process.exit(0);
      });
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    printError(error instanceof Error ? error.message : String(error));
    process.exit(255);
  }
}

await main();
