import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type CertificateAuthority, createAuthority } from '../../certs/authority.ts';
import { generateKey } from '../../certs/keys.ts';
import { systemClock } from '../../services/base/clock.ts';
import type { Spec, SpecNode } from '../../services/domain/spec.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';

export const agentPort = 2641;

/** What a farm of agents is given: who stands where, with which certificate. */
export interface FarmNode {
  readonly name: string;
  readonly address: string;
  readonly identity: TlsIdentity;
}

/** A spec of so many nodes on loopback addresses that nobody else uses at present. */
export function specOnLoopback(count: number): Spec {
  const network = `127.${randomInt(128, 250)}.${randomInt(1, 200)}`;
  const [first, own] = [network.slice(0, network.lastIndexOf('.')), Number(network.split('.')[2])];
  const places = Array.from({ length: count }, (_, index) => {
    const [second, third] = [Math.floor(index / 200), (index % 200) + 11];
    return { name: `node${index + 1}`, address: `${first}.${own + second}.${third}` };
  });
  return specOf(places);
}

/** The cluster of nodes that stand there, with a virtual address in the network of the first. */
export function specOf(places: readonly Pick<SpecNode, 'name' | 'address'>[]): Spec {
  const nodes = places.map(({ name, address }) => ({ name, fqdn: `${name}.bench.test`, address }));
  const vip = { address: nodes[0]?.address.replace(/\d+$/, '10') ?? '', name: 'one.bench.test' };
  return { clusterId: 'bench', platform: 'eole', nodes, vip };
}

/** A certificate for each of a spec's agents. */
export async function identitiesOf(spec: Spec, authority: CertificateAuthority): Promise<FarmNode[]> {
  return Promise.all(
    spec.nodes.map(async ({ name, fqdn, address }) => ({
      ...{ name, address },
      identity: await issue(authority, 'agent', name, { dnsNames: [fqdn, name], addresses: [address] }),
    })),
  );
}

/** An authority of its own and everybody's certificates, for what needs no coordinator. */
export async function looseCluster(count: number) {
  const spec = specOnLoopback(count);
  const { authority } = await createAuthority({ clusterId: spec.clusterId, clock: systemClock });
  const asker = await issue(authority, 'coordinator', 'coordinator', {
    dnsNames: [],
    addresses: ['127.0.0.1'],
  });
  return { spec, asker, nodes: await identitiesOf(spec, authority) };
}

async function issue(
  authority: CertificateAuthority,
  profile: 'agent' | 'coordinator',
  name: string,
  names: { readonly dnsNames: readonly string[]; readonly addresses: readonly string[] },
): Promise<TlsIdentity> {
  const { privateKeyPem, publicKeyDer } = await generateKey();
  const { certificateChainPem } = authority.issue({ profile, name, ...names, publicKeyDer });
  return { privateKeyPem, certificateChainPem, rootsPem: authority.rootPem };
}

/** Keys go to another program in a file that only we may read. */
export function writeNodes(folder: string, nodes: readonly FarmNode[]): string {
  const file = join(folder, 'nodes.json');
  writeFileSync(file, JSON.stringify(nodes), { mode: 0o600 });
  return file;
}
