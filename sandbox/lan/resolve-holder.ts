import { holdsAddress } from '../double/network/addresses.ts';
import { announceAddress, readArpEntry } from '../double/network/arp-entry.ts';
import type { LanNode } from './nodes-of-lan.ts';

/**
 * The node to which the lan sends what is meant for an address: the one that announced it last, as long as
 * it holds it. With a stale entry the address is asked for again and the first holder answers; with no
 * holder nobody does.
 */
export function resolveHolder(nodes: readonly LanNode[], address: string): LanNode | undefined {
  const holders = nodes.filter(({ root }) => holdsAddress(root, address));
  const first = holders[0];
  if (first === undefined) return undefined;
  const { lanDirectory } = first.machine;
  const entry = readArpEntry(lanDirectory, address);
  const announced = holders.find(({ machine }) => machine.name === entry?.node);
  if (announced !== undefined) return announced;
  announceAddress(lanDirectory, address, first.machine.name);
  return first;
}
