import { readMachine } from '../machine.ts';
import { announceAddress } from '../network/arp-entry.ts';
import { printError, programArguments } from './arguments.ts';

/** `arping -U|-A [-c N] -I IF ADDRESS` of iputils: tells the lan that the address is here now. */
function main(): number {
  const { root, words } = programArguments();
  const address = words.at(-1);
  const gratuitous = words.some((word) => /^-[a-z]*[UA]/.test(word));
  if (address === undefined || !gratuitous) {
    printError('arping: only gratuitous announcements (-U, -A) are imitated');
    return 2;
  }
  const machine = readMachine(root);
  announceAddress(machine.lanDirectory, address, machine.name);
  return 0;
}

process.exitCode = main();
