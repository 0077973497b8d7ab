import { randomBytes } from 'node:crypto';

import { Type } from 'typebox';

import { type Located, loadLocated } from '../base/config.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import { isForNoMachine } from '../domain/network.ts';
import type { Spec } from '../domain/spec.ts';
import { storageOf, storageSchema } from './storage-file.ts';

const strict = { additionalProperties: false } as const;
const nodesMin = 3;
const nodesMax = 4096;

/** RFC 1123: labels of 63 characters, 253 in all; a short name is one label. */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const shortName = Type.String({ pattern: `^${label}$` });
const dnsName = Type.String({ pattern: `^${label}(?:\\.${label})*$`, maxLength: 253 });
const address = Type.String({ format: 'ipv4' });

const clusterSchema = Type.Object(
  {
    clusterId: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' })),
    platform: Type.Union([Type.Literal('eole'), Type.Literal('opennebula')], { default: 'eole' }),
    nodes: Type.Array(Type.Object({ name: shortName, fqdn: dnsName, address }, strict), {
      maxItems: nodesMax,
    }),
    vip: Type.Object({ address, name: dnsName }, strict),
    storage: Type.Optional(storageSchema),
  },
  strict,
);

/**
 * Reads cluster.yaml: the spec as a person without Creole writes it. Nodes stand in index order. A cluster
 * without an id yet gets one here.
 *
 * @throws HapyError HAPY-E200..E205 for the file, E210 too few nodes, E211 a name or address given twice,
 *   E212 a virtual address that is a node's, E281 an address that no machine can have, E800 to E810 a storage that
 *   cannot be; with file and line.
 */
export async function readSpecFile(path: string): Promise<Spec> {
  const located = await loadLocated(clusterSchema, path);
  const { clusterId = newClusterId(), platform, nodes, vip, storage } = located.value;
  checkNodes(path, { clusterId, platform, nodes, vip }, located);
  const stored = storage && storageOf(storage, nodes, path, located);
  return { clusterId, platform, nodes, vip, ...(stored === undefined ? {} : { storage: stored }) };
}

/** Short enough to be read aloud, random enough that two clusters of one school never share it. */
export function newClusterId(): string {
  return `hapy-${randomBytes(5).toString('hex')}`;
}

function checkNodes(file: string, spec: Spec, located: Located<unknown>): void {
  const { nodes, vip } = spec;
  if (nodes.length < nodesMin) throw new HapyError('HAPY-E210', { file, count: nodes.length });
  checkReachable(file, spec, located);
  const seen = new Set<string>();
  for (const [index, node] of nodes.entries()) {
    for (const key of ['name', 'fqdn', 'address'] as const) {
      const value = node[key];
      // A node without a domain may well be called the same twice by itself.
      if (key === 'fqdn' && value === node.name) continue;
      if (seen.has(value)) {
        const line = located.lineOf(['nodes', index, key]);
        throw new HapyError('HAPY-E211', { file, line, key: `nodes.${index}.${key}`, value });
      }
      seen.add(value);
    }
  }
  const owner = nodes.find((node) => node.address === vip.address);
  if (owner !== undefined) {
    const line = located.lineOf(['vip', 'address']);
    throw new HapyError('HAPY-E212', { file, line, value: vip.address, node: owner.name });
  }
  if (seen.has(vip.name)) {
    const line = located.lineOf(['vip', 'name']);
    throw new HapyError('HAPY-E211', { file, line, key: 'vip.name', value: vip.name });
  }
}

function checkReachable(file: string, { nodes, vip }: Spec, located: Located<unknown>): void {
  const places = [
    ...nodes.map(({ address }, index) => ({ path: ['nodes', index, 'address'], address })),
    { path: ['vip', 'address'], address: vip.address },
  ];
  for (const { path, address } of places) {
    if (!isForNoMachine(address)) continue;
    throw new HapyError('HAPY-E281', { file, line: located.lineOf(path), key: path.join('.'), address });
  }
}
