import { HapyError } from '../base/errors/hapy-error.ts';
import type { CreoleDocument } from './creole-document.ts';
import { isAddress, isDnsName, isNetmask, isShortName, shown } from './host-names.ts';

/** A name and address that one file declares for another machine ("noms d'hôtes supplémentaires"). */
export interface DeclaredHost {
  readonly address: string;
  readonly longName: string;
  readonly shortName: string;
}

/** What one Hâpy's config.eol says about the cluster and about itself. */
export interface ClusterVariables {
  readonly file: string;
  readonly version: string;
  /** nom_machine of the server the file belongs to. */
  readonly name: string;
  readonly domain: string;
  /** adresse_ip_eth0, undefined when the file leaves it to DHCP or to a default. */
  readonly address: string | undefined;
  /** adresse_netmask_eth0, undefined when the dictionary's default holds, which is nearly always. */
  readonly netmask: string | undefined;
  /** one_nodes: short names in index order, this server's included. */
  readonly nodes: readonly string[];
  readonly index: number;
  readonly vip: string;
  /** one_sunstone_dns_name, undefined before EOLE 2.7.2 or when it was left empty. */
  readonly vipName: string | undefined;
  readonly hosts: readonly DeclaredHost[];
}

/**
 * Reads the variables that matter for a cluster (eole.md section 4) and refuses what cannot be one.
 *
 * @throws HapyError HAPY-E702 missing, E703 of a wrong form, E704 high availability switched off, E705 a
 *   server outside its own list, E706 an index that is not its place, E707 too few, E708 twice in the list.
 */
export function clusterVariables(document: CreoleDocument): ClusterVariables {
  const { file } = document;
  const enabled = text(
    document,
    'activer_one_ha',
    'oui | non',
    (value) => value === 'oui' || value === 'non',
  );
  if (enabled !== 'oui') throw new HapyError('HAPY-E704', { file, line: document.lineOf('activer_one_ha') });
  const name = text(document, 'nom_machine', 'hapy1', isShortName).toLowerCase();
  const nodes = nodeList(document);
  const index = indexOf(document);
  const place = nodes.indexOf(name);
  const line = document.lineOf('one_nodes');
  if (place < 0) throw new HapyError('HAPY-E705', { file, line, node: name, nodes: nodes.join(', ') });
  if (index !== place) {
    const at = document.lineOf('one_ha_server_index');
    throw new HapyError('HAPY-E706', { file, line: at, node: name, found: index, expected: place });
  }
  return {
    file,
    version: document.version,
    name,
    domain: text(document, 'nom_domaine_local', 'ac-test.fr', isDnsName).toLowerCase(),
    address: optionalText(document, 'adresse_ip_eth0', '192.168.0.10', isAddress),
    netmask: optionalText(document, 'adresse_netmask_eth0', '255.255.255.0', isNetmask),
    nodes,
    index,
    vip: text(document, 'one_vip', '192.168.0.10', isAddress),
    vipName: optionalText(document, 'one_sunstone_dns_name', 'one.ac-test.fr', isDnsName)?.toLowerCase(),
    hosts: declaredHosts(document),
  };
}

function nodeList(document: CreoleDocument): readonly string[] {
  const { file } = document;
  const line = document.lineOf('one_nodes');
  const nodes = list(document, 'one_nodes', 'hapy1', isShortName).map((node) => node.toLowerCase());
  if (nodes.length < 3) throw new HapyError('HAPY-E707', { file, line, count: nodes.length });
  const twice = nodes.find((node, place) => nodes.indexOf(node) !== place);
  if (twice !== undefined) throw new HapyError('HAPY-E708', { file, line, node: twice });
  return nodes;
}

/** gen_config writes a number, CreoleSet a text of digits; both are the same index. */
function indexOf(document: CreoleDocument): number {
  const key = 'one_ha_server_index';
  const value = required(document, key);
  const digits = typeof value === 'number' ? String(value) : value;
  if (typeof digits !== 'string' || !/^\d{1,4}$/.test(digits)) throw wrong(document, key, value, '0');
  return Number(digits);
}

/** The extra host names: a list of addresses, and by its index a long and a short name. */
function declaredHosts(document: CreoleDocument): readonly DeclaredHost[] {
  if (document.valueOf('activer_ajout_hosts') !== 'oui') return [];
  if (document.valueOf('adresse_ip_hosts') === undefined) return [];
  const addresses = list(document, 'adresse_ip_hosts', '192.168.0.10', isAddress);
  return addresses.map((address, index) => ({
    address,
    longName: follower(document, 'nom_long_hosts', index),
    shortName: follower(document, 'nom_court_hosts', index),
  }));
}

function follower(document: CreoleDocument, key: string, index: number): string {
  const values = document.valueOf(key);
  if (typeof values !== 'object' || values === null) return '';
  const value = (values as Record<string, unknown>)[String(index)];
  if (value === undefined || value === null || value === '') return '';
  if (typeof value !== 'string' || !isDnsName(value))
    throw wrong(document, `${key}.${index}`, value, 'hapy1.ac-test.fr');
  return value.toLowerCase();
}

function required(document: CreoleDocument, key: string): unknown {
  const value = document.valueOf(key);
  if (value === undefined || value === '') throw new HapyError('HAPY-E702', { file: document.file, key });
  return value;
}

function text(
  document: CreoleDocument,
  key: string,
  example: string,
  fits: (value: string) => boolean,
): string {
  const value = required(document, key);
  if (typeof value !== 'string' || !fits(value)) throw wrong(document, key, value, example);
  return value;
}

function optionalText(
  document: CreoleDocument,
  key: string,
  example: string,
  fits: (value: string) => boolean,
): string | undefined {
  const value = document.valueOf(key);
  return value === undefined || value === '' ? undefined : text(document, key, example, fits);
}

function list(
  document: CreoleDocument,
  key: string,
  example: string,
  fits: (value: string) => boolean,
): readonly string[] {
  const value = required(document, key);
  if (!Array.isArray(value)) throw wrong(document, key, value, `["${example}"]`);
  return value.map((each: unknown) => {
    if (typeof each !== 'string' || !fits(each)) throw wrong(document, key, each, example);
    return each;
  });
}

function wrong(document: CreoleDocument, key: string, value: unknown, example: string): HapyError {
  const line = document.lineOf(key.split('.')[0] ?? key);
  return new HapyError('HAPY-E703', { file: document.file, line, key, found: shown(value), example });
}
