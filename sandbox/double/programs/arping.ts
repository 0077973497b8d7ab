import { dirname } from 'node:path';
import { nodesOfLan } from '../../lan/nodes-of-lan.ts';
import { readMachine } from '../machine.ts';
import { holdsAddress } from '../network/addresses.ts';
import { announceAddress } from '../network/arp-entry.ts';
import { printError, programArguments } from './arguments.ts';

/** `arping -U|-A [-c N] -I IF ADDRESS` of iputils: tells the lan that the address is here now. */
function main(): number {
  const { root, words } = programArguments();
  const address = words.at(-1);
  const gratuitous = words.some((word) => /^-[a-z]*[UA]/.test(word));
  const machine = readMachine(root);
  // Duplicate address detection: 1 when another machine of the lan answers.
  if (address !== undefined && words.includes('-D')) {
    const others = nodesOfLan(dirname(dirname(root))).filter((node) => node.machine.name !== machine.name);
    return others.some((node) => holdsAddress(node.root, address)) ? 1 : 0;
  }
  if (address === undefined || !gratuitous) {
    printError('arping: only -U, -A and -D are imitated');
    return 2;
  }
  announceAddress(machine.lanDirectory, address, machine.name);
  return 0;
}

process.exitCode = main();
