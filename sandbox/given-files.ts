import { readFilesOfOneKind } from '../services/cluster-file/files-of-one-kind.ts';
import { readSpecFile } from '../services/cluster-file/spec-file.ts';
import { clusterVariables } from '../services/creole/cluster-variables.ts';
import { checkSameCluster } from '../services/creole/compare-files.ts';
import { parseCreole } from '../services/creole/creole-document.ts';
import { specFromCreole } from '../services/creole/spec-from-creole.ts';
import type { Spec } from '../services/domain/spec.ts';
import type { AddressMap } from './address-map.ts';

/** The cluster that real files describe, and the config.eol for each node of it. */
export interface GivenFiles {
  readonly spec: Spec;
  /** The text of a node's config.eol with the addresses of the sandbox in it; undefined leaves it to the double. */
  configEol(node: string, map: AddressMap): string | undefined;
}

/**
 * Reads the config.eol, or the cluster.yaml, that a sandbox is to be made from. A node without a config.eol of its own
 * gets the first one with another name, address and index in it; so the files must tell every address.
 *
 * @throws HapyError HAPY-E200 to HAPY-E212, HAPY-E266, HAPY-E280, HAPY-E7xx
 */
export async function readGivenFiles(paths: readonly string[]): Promise<GivenFiles> {
  const given = await readFilesOfOneKind(paths);
  if (given.yaml !== undefined) return { spec: await readSpecFile(given.yaml), configEol: () => undefined };
  const files = given.creole.map(({ file, text }) => clusterVariables(parseCreole(text, file)));
  checkSameCluster(files);
  const { spec } = specFromCreole(files, new Map(), new Map(), 'sandbox');
  const [first] = given.creole;
  const textOf = new Map(files.map((file, at) => [file.name, given.creole[at]?.text]));
  return {
    spec,
    configEol: (node, map) => withAddresses(textOf.get(node) ?? first?.text ?? '', spec, node, map),
  };
}

type Variable = { val: unknown; owner?: unknown };

/** Everything that a person wrote stays, but for what is this node's own and the addresses. */
function withAddresses(text: string, spec: Spec, node: string, map: AddressMap): string {
  const variables = JSON.parse(text) as Record<string, Variable | string>;
  const set = (name: string, change: (value: unknown) => unknown) => {
    const variable = variables[name];
    const known = typeof variable === 'object' ? variable : { val: undefined, owner: 'gen_config' };
    const val = change(known.val);
    if (val !== undefined) variables[name] = { ...known, val };
  };
  const mapped = (value: unknown) => (typeof value === 'string' ? (map.get(value) ?? value) : value);
  const index = spec.nodes.findIndex(({ name }) => name === node);
  set('nom_machine', () => node);
  set('one_ha_server_index', () => index);
  set('adresse_ip_eth0', () => mapped(spec.nodes[index]?.address));
  // Every interface of a sandbox has this mask; a file that tells none goes on telling none.
  set('adresse_netmask_eth0', (value) => (value === undefined ? undefined : '255.255.255.0'));
  set('one_vip', mapped);
  set('adresse_ip_hosts', (value) => (Array.isArray(value) ? value.map(mapped) : value));
  return `${JSON.stringify(variables)}\n`;
}
