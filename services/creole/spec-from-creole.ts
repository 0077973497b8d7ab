import { HapyError } from '../base/errors/hapy-error.ts';
import { isForNoMachine } from '../domain/network.ts';
import type { Spec, SpecNode } from '../domain/spec.ts';
import type { ClusterVariables } from './cluster-variables.ts';
import { isAddress } from './host-names.ts';
import { checkOneSubnet } from './one-subnet.ts';

/** Where the address of a node was found, in the order in which they are believed. */
export type AddressSource = 'file' | 'option' | 'declared-host' | 'dns' | 'agent';

/** What --node has instead of an address that only the node's own agent knows. */
const toldByAgent = 'agent';

/** A spec, with the place each address came from, so that a person can check what was understood. */
export interface UnderstoodSpec {
  readonly spec: Spec;
  readonly sources: ReadonlyMap<string, AddressSource>;
}

interface Candidate {
  readonly address: string;
  readonly source: AddressSource;
}

/** Reads the `NAME=ADDRESS` of --node; the address is empty for `NAME=agent`. @throws HapyError HAPY-E717 */
export function parseNodeOption(given: string): readonly [name: string, address: string] {
  const [name = '', address = '', ...rest] = given.split('=');
  const known = isAddress(address) || address === toldByAgent;
  if (name === '' || rest.length > 0 || !known) throw new HapyError('HAPY-E717', { given });
  return [name.toLowerCase(), address === toldByAgent ? '' : address];
}

/** The full names of the nodes whose address nothing but the DNS can tell. */
export function namesToResolve(
  files: readonly ClusterVariables[],
  given: ReadonlyMap<string, string>,
): readonly string[] {
  const [first] = files;
  if (first === undefined) return [];
  return first.nodes
    .filter((name) => candidates(name, files, given).length === 0 && given.get(name) !== '')
    .map((name) => longNameOf(name, first));
}

/**
 * Puts together the spec that one or more config.eol describe. `given` holds the --node options by short
 * name, `resolved` what the DNS said by full name. The files were compared before.
 *
 * @throws HapyError HAPY-E702 no name for the virtual address, E712 an address that nobody tells, E713 two
 *   that disagree, E714 one that two have, E719 one that nobody can have, E715 a loopback address from the
 *   DNS, E709 a full name that two have, E716 a --node outside the list, E280 an address in another subnet.
 */
export function specFromCreole(
  files: readonly ClusterVariables[],
  given: ReadonlyMap<string, string>,
  resolved: ReadonlyMap<string, string>,
  clusterId: string,
): UnderstoodSpec {
  const [first] = files;
  if (first === undefined) throw new Error('a spec is made from at least one file');
  for (const [node, address] of given) {
    if (first.nodes.includes(node)) continue;
    throw new HapyError('HAPY-E716', { given: `${node}=${address}`, node, nodes: first.nodes.join(', ') });
  }
  if (first.vipName === undefined) {
    throw new HapyError('HAPY-E702', { file: first.file, key: 'one_sunstone_dns_name' });
  }
  const sources = new Map<string, AddressSource>();
  const nodes = first.nodes.map((name) => {
    const fqdn = longNameOf(name, first);
    const found = addressOf(name, fqdn, files, given, resolved);
    sources.set(name, found.source);
    return { name, fqdn, address: found.address };
  });
  checkAddresses(nodes, first.vip);
  checkNames(nodes, first.vipName);
  checkOneSubnet(files, nodes, first.vip);
  const vip = { address: first.vip, name: first.vipName };
  return { spec: { clusterId, platform: 'eole', nodes, vip }, sources };
}

function longNameOf(name: string, file: ClusterVariables): string {
  const declared = file.hosts.find((host) => host.shortName === name && host.longName !== '');
  return declared?.longName ?? `${name}.${file.domain}`;
}

function candidates(
  name: string,
  files: readonly ClusterVariables[],
  given: ReadonlyMap<string, string>,
): Candidate[] {
  const found: Candidate[] = [];
  const own = files.find((file) => file.name === name)?.address;
  if (own !== undefined) found.push({ address: own, source: 'file' });
  const option = given.get(name);
  if (option !== undefined && option !== '') found.push({ address: option, source: 'option' });
  for (const file of files) {
    const long = `${name}.${file.domain}`;
    for (const host of file.hosts) {
      const matches = host.shortName === name || host.longName === long;
      if (matches) found.push({ address: host.address, source: 'declared-host' });
    }
  }
  return found;
}

function addressOf(
  name: string,
  fqdn: string,
  files: readonly ClusterVariables[],
  given: ReadonlyMap<string, string>,
  resolved: ReadonlyMap<string, string>,
): Candidate {
  const found = candidates(name, files, given);
  const [best] = found;
  if (best === undefined) {
    // Index 0 signs everybody's certificate: what is in its own must be known at once.
    if (given.get(name) === '' && files[0]?.nodes[0] !== name) return { address: '', source: 'agent' };
    const address = resolved.get(fqdn);
    if (address === undefined) throw new HapyError('HAPY-E712', { node: name, name: fqdn });
    if (address.startsWith('127.0.')) throw new HapyError('HAPY-E715', { name: fqdn, address });
    return { address, source: 'dns' };
  }
  const other = found.find((candidate) => candidate.address !== best.address);
  if (other === undefined) return best;
  throw new HapyError('HAPY-E713', {
    node: name,
    first: best.address,
    firstSource: best.source,
    other: other.address,
    otherSource: other.source,
  });
}

function checkAddresses(nodes: readonly SpecNode[], vip: string): void {
  const owners = new Map([[vip, 'VIP']]);
  if (isForNoMachine(vip)) throw new HapyError('HAPY-E719', { owner: 'VIP', address: vip });
  for (const { name, address } of nodes) {
    if (address === '') continue;
    if (isForNoMachine(address)) throw new HapyError('HAPY-E719', { owner: name, address });
    const owner = owners.get(address);
    if (owner !== undefined) throw new HapyError('HAPY-E714', { first: owner, other: name, address });
    owners.set(address, name);
  }
}

function checkNames(nodes: readonly SpecNode[], vipName: string): void {
  const owners = new Map([[vipName, 'VIP']]);
  for (const { name, fqdn } of nodes) {
    const owner = owners.get(fqdn);
    if (owner !== undefined) throw new HapyError('HAPY-E709', { first: owner, other: name, name: fqdn });
    owners.set(fqdn, name);
  }
}
