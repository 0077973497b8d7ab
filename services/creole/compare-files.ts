import { isDeepStrictEqual } from 'node:util';

import { HapyError } from '../base/errors/hapy-error.ts';
import type { ClusterVariables } from './cluster-variables.ts';
import type { CreoleDocument } from './creole-document.ts';
import { shown } from './host-names.ts';

/** What two servers of one cluster differ in by their nature (eole.md section 4). */
const ownVariables = new Set(['nom_machine', 'adresse_ip_eth0', 'one_ha_server_index']);

/** What they must have in common for one cluster to come of them, by the name of the variable. */
const common = [
  ['one_nodes', (variables: ClusterVariables) => variables.nodes],
  ['one_vip', (variables: ClusterVariables) => variables.vip],
  ['one_sunstone_dns_name', (variables: ClusterVariables) => variables.vipName],
  ['nom_domaine_local', (variables: ClusterVariables) => variables.domain],
  ['___version___', (variables: ClusterVariables) => variables.version],
] as const;

/**
 * Holds the files of several servers against the first one.
 *
 * @throws HapyError HAPY-E710 when they are not of one cluster, HAPY-E711 when two are of one server.
 */
export function checkSameCluster(files: readonly ClusterVariables[]): void {
  for (const [key, valueOf] of common) checkSame(key, files, valueOf);
  // Absent where the dictionary's default holds, which may be the very value that another file spells out.
  const masked = files.filter(({ netmask }) => netmask !== undefined);
  checkSame('adresse_netmask_eth0', masked, ({ netmask }) => netmask);
  for (const [index, other] of files.entries()) {
    const twin = files.slice(0, index).find((earlier) => earlier.name === other.name);
    if (twin === undefined) continue;
    throw new HapyError('HAPY-E711', { firstFile: twin.file, otherFile: other.file, node: other.name });
  }
}

function checkSame(
  key: string,
  files: readonly ClusterVariables[],
  valueOf: (file: ClusterVariables) => unknown,
): void {
  const [first, ...others] = files;
  const other = others.find((each) => first && !isDeepStrictEqual(valueOf(first), valueOf(each)));
  if (first === undefined || other === undefined) return;
  throw new HapyError('HAPY-E710', {
    key,
    first: shown(valueOf(first) ?? ''),
    firstFile: first.file,
    other: shown(valueOf(other) ?? ''),
    otherFile: other.file,
  });
}

/** The other variables whose values are not the same in all the files, in alphabetic order. */
export function differingVariables(documents: readonly CreoleDocument[]): readonly string[] {
  const [first, ...others] = documents;
  if (first === undefined) return [];
  const names = new Set(documents.flatMap((document) => document.names));
  return [...names]
    .filter((name) => !ownVariables.has(name))
    .filter((name) => others.some((other) => !isDeepStrictEqual(first.valueOf(name), other.valueOf(name))))
    .sort();
}
