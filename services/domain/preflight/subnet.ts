import {
  isHostAddress,
  isInside,
  isSameNetwork,
  netmaskOf,
  type Network,
  networkOf,
  networkText,
} from '../network.ts';
import type { InterfaceAddress } from '../observed.ts';
import { Snapshot } from '../snapshot.ts';
import { type PreflightCheck, checkOf } from './check.ts';
import type { PreflightFacts } from './facts.ts';

/**
 * All nodes and the virtual address in one subnet, which the prefix length of the nodes' own interfaces tells: the
 * virtual address goes from node to node by ARP alone. A mask that stands in a node's config.eol must be the one its
 * interface has, or the next reconfigure takes the node out of the subnet.
 */
export function checkSubnet(facts: PreflightFacts): PreflightCheck[] {
  const { spec, observed } = facts;
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
    const found = `${address}/${own.prefixLength}`;
    checks.push(inSubnet(name, name, found, isSameNetwork(network, common), common));
    checks.push(...checkNetmask(name, netmaskIn(facts, name), netmaskOf(own.prefixLength)));
  }
  if (common === undefined) return checks;
  const { address } = spec.vip;
  const vip = isHostAddress(address, common)
    ? inSubnet('', 'VIP', address, isInside(address, common), common)
    : noHost(address);
  return [...checks, vip];
}

/** What a node's config.eol says of its mask; empty when the dictionary's default holds, or it cannot be read. */
function netmaskIn({ answers }: PreflightFacts, node: string): string {
  const answer = answers.find((each) => each.node === node);
  if (answer === undefined || answer.failure !== undefined) return '';
  const { variables } = answer;
  return variables !== undefined && 'netmask' in variables ? variables.netmask : '';
}

function checkNetmask(node: string, found: string, expected: string): PreflightCheck[] {
  if (found === '') return [];
  const about = { name: 'one-subnet', node, subject: 'adresse_netmask_eth0', found, expected } as const;
  return [checkOf(found === expected ? about : { ...about, severity: 'error', code: 'HAPY-E631' })];
}

function inSubnet(node: string, subject: string, found: string, inside: boolean, common: Network) {
  const about = { name: 'one-subnet', node, subject, found, expected: networkText(common) } as const;
  return checkOf(inside ? about : { ...about, severity: 'error', code: 'HAPY-E620' });
}

function notCarried(node: string, expected: string, addresses: readonly InterfaceAddress[]): PreflightCheck {
  const found = addresses.map(({ interface: device, address }) => `${device} ${address}`).join(', ');
  const about = { name: 'one-subnet', node, subject: node, found, expected } as const;
  return checkOf({ ...about, severity: 'error', code: 'HAPY-E623' });
}

function noHost(address: string): PreflightCheck {
  const parameters = { owner: 'VIP', address };
  const about = { name: 'one-subnet', subject: 'VIP', found: address, parameters } as const;
  return checkOf({ ...about, severity: 'error', code: 'HAPY-E719' });
}
