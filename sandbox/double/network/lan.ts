import { spawn } from 'node:child_process';

import type { Machine } from '../machine.ts';
import { addAddress, deleteAddress } from './addresses.ts';
import { announceAddress } from './arp-entry.ts';
import type { HeldAddress } from './held-address.ts';

/** What vip.sh does to the network. */
interface Lan {
  take(device: string, address: HeldAddress): Promise<void>;
  drop(device: string, address: string): Promise<void>;
  /** Gratuitous ARP, not waited for: arping stays for a second after its packet has left. */
  announce(device: string, address: string): void;
}

/** The network of this machine: the kernel's where the double has a machine of its own, or the sandbox's. */
export function lanOf(root: string, machine: Machine): Lan {
  if (machine.network === 'kernel') return kernelLan;
  return {
    async take(device, address) {
      await addAddress(root, device, address);
    },
    async drop(device, address) {
      await deleteAddress(root, device, address);
    },
    announce: (_device, address) => announceAddress(machine.lanDirectory, address, machine.name),
  };
}

const kernelLan: Lan = {
  take: (device, { address, prefixLength }) =>
    run('/usr/sbin/ip', ['address', 'add', `${address}/${prefixLength}`, 'dev', device]),
  drop: (device, address) => run('/usr/sbin/ip', ['address', 'flush', 'dev', device, 'to', `${address}/32`]),
  announce(device, address) {
    for (const way of ['-U', '-A']) void run('/usr/bin/arping', [way, '-c', '1', '-I', device, address]);
  },
};

/** As vip.sh does, whatever the program says: an address that is there already is no error. */
function run(program: string, argv: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(program, argv, { stdio: 'ignore' });
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}
