import type { AddressMap } from './address-map.ts';
import { checkFree, isTaken, parseSubnet, type Subnet, subnetsInTurn } from './subnet.ts';

/** The addresses that a sandbox is to stand on, node by node in index order. */
export interface Places {
  readonly vip: string;
  readonly nodes: readonly string[];
}

/**
 * Finds loopback addresses for those of real servers. Each /24 becomes another 127.x.y.0/24 and each host keeps
 * its last number, so that what lies in one subnet does so in the sandbox too, and nothing else does. Addresses
 * of 127/8 stay. `wanted` is the subnet for the first of them; otherwise the first free one is taken.
 *
 * @throws HapyError HAPY-E273 `wanted` is none, HAPY-E274 an address is in use
 */
export async function mapAddresses(given: Places, wanted: string | undefined): Promise<AddressMap> {
  if (wanted !== undefined) return tryFrom(parseSubnet(wanted), given);
  let failure: unknown;
  for (const subnet of subnetsInTurn()) {
    try {
      return await tryFrom(subnet, given);
    } catch (error) {
      failure = error;
      if (!isTaken(error)) break;
    }
  }
  throw failure;
}

async function tryFrom(first: Subnet, given: Places): Promise<AddressMap> {
  const map = new Map<string, string>();
  const subnets = new Map<string, Subnet>();
  let next = first;
  for (const address of [...given.nodes, given.vip]) {
    if (address.startsWith('127.')) continue;
    const [prefix, host] = split(address);
    let subnet = subnets.get(prefix);
    if (subnet === undefined) {
      subnet = next;
      subnets.set(prefix, subnet);
      next = subnet.next();
    }
    map.set(address, subnet.address(host));
  }
  const mapped = (address: string) => map.get(address) ?? address;
  await checkFree({ vip: mapped(given.vip), nodes: given.nodes.map(mapped) });
  return map;
}

function split(address: string): readonly [prefix: string, host: number] {
  const dot = address.lastIndexOf('.');
  return [address.slice(0, dot), Number(address.slice(dot + 1))];
}
