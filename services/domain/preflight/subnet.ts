import type { InterfaceAddress } from '../observed.ts';
import { Snapshot } from '../snapshot.ts';
import { type PreflightCheck, checkOf } from './check.ts';
import type { PreflightFacts } from './facts.ts';

interface Network {
  readonly base: number;
  readonly prefixLength: number;
}

/**
 * All nodes and the virtual address in one subnet, which the prefix length of the nodes' own interfaces tells: the
 * virtual address goes from node to node by ARP alone.
 */
export function checkSubnet({ spec, observed }: PreflightFacts): PreflightCheck[] {
  const snapshot = new Snapshot(spec, observed);
  const checks: PreflightCheck[] = [];
  let common: Network | undefined;
  for (const { name, address } of spec.nodes) {
    const state = snapshot.state(name);
    if (state === undefined) continue;
    const own = state.addresses.find((each) => each.address === address);
    if (own === undefined) {
      checks.push(notCarried(name, address, state.addresses));
      continue;
    }
    const network = networkOf(own.address, own.prefixLength);
    common ??= network;
    checks.push(inSubnet(name, name, `${address}/${own.prefixLength}`, same(network, common), common));
  }
  if (common === undefined) return checks;
  const { address } = spec.vip;
  const inside = same(networkOf(address, common.prefixLength), common);
  return [
    ...checks,
    isHost(address, common) ? inSubnet('', 'VIP', address, inside, common) : noHost(address),
  ];
}

function inSubnet(node: string, subject: string, found: string, inside: boolean, common: Network) {
  const about = { name: 'one-subnet', node, subject, found, expected: textOf(common) } as const;
  return checkOf(inside ? about : { ...about, severity: 'error', code: 'HAPY-E620' });
}

function notCarried(node: string, expected: string, addresses: readonly InterfaceAddress[]): PreflightCheck {
  const found = addresses.map(({ interface: device, address }) => `${device} ${address}`).join(', ');
  const about = { name: 'one-subnet', node, subject: node, found, expected } as const;
  return checkOf({ ...about, severity: 'error', code: 'HAPY-E623' });
}

/** The first and the last address of a subnet belong to no machine. */
function isHost(address: string, { base, prefixLength }: Network): boolean {
  if (prefixLength > 30) return true;
  const last = base + 2 ** (32 - prefixLength) - 1;
  return numberOf(address) !== base && numberOf(address) !== last;
}

function noHost(address: string): PreflightCheck {
  const parameters = { owner: 'VIP', address };
  const about = { name: 'one-subnet', subject: 'VIP', found: address, parameters } as const;
  return checkOf({ ...about, severity: 'error', code: 'HAPY-E719' });
}

function networkOf(address: string, prefixLength: number): Network {
  const size = 2 ** (32 - prefixLength);
  return { base: Math.floor(numberOf(address) / size) * size, prefixLength };
}

function same(one: Network, other: Network): boolean {
  return one.base === other.base && one.prefixLength === other.prefixLength;
}

/** Without bit operators, which would take the upper half of all addresses for negative numbers. */
function numberOf(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

function textOf({ base, prefixLength }: Network): string {
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${parts.join('.')}/${prefixLength}`;
}
