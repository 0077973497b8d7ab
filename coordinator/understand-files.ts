import { HapyError } from '../services/base/errors/hapy-error.ts';
import { type ClusterVariables, clusterVariables } from '../services/creole/cluster-variables.ts';
import { checkSameCluster, differingVariables } from '../services/creole/compare-files.ts';
import { parseCreole } from '../services/creole/creole-document.ts';
import {
  type AddressSource,
  namesToResolve,
  parseNodeOption,
  specFromCreole,
} from '../services/creole/spec-from-creole.ts';
import type { Finding } from '../services/domain/plan.ts';
import type { Spec } from '../services/domain/spec.ts';
import { readFilesOfOneKind } from '../services/cluster-file/files-of-one-kind.ts';
import { newClusterId, readSpecFile } from '../services/cluster-file/spec-file.ts';
import { readStorageFile } from '../services/cluster-file/storage-file.ts';

/** Where one node's address came from. */
export interface AddressOrigin {
  readonly source: AddressSource | 'cluster.yaml';
  /** The file that says it, empty when no file does. */
  readonly file: string;
}

/** What the given files say, in a form in which a person can check it. */
export interface Understood {
  readonly spec: Spec;
  /** By the node's short name. */
  readonly origins: ReadonlyMap<string, AddressOrigin>;
  readonly files: readonly string[];
  /** Nothing that stops anybody, but worth a look. */
  readonly warnings: readonly Finding[];
}

/** Every IPv4 address that the DNS and /etc/hosts of this machine give for a name; none when they do not know it. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/**
 * Understands what a person gave to `init`: one or more config.eol, or one cluster.yaml. Nothing is
 * written.
 *
 * @param o.nodeOptions the NAME=ADDRESS of --node
 * @throws HapyError HAPY-E200, HAPY-E201 (unreadable), HAPY-E202 to E212 (cluster.yaml), HAPY-E266 (both kinds),
 *   HAPY-E7xx (config.eol)
 */
export async function understandFiles(o: {
  readonly files: readonly string[];
  readonly nodeOptions: readonly string[];
  readonly resolve: Resolve;
  /** A file that says which storage is wanted besides; not for a cluster.yaml, which says so itself. */
  readonly storage?: string | undefined;
}): Promise<Understood> {
  const given = await readFilesOfOneKind(o.files);
  if (given.yaml === undefined) {
    const understood = await understandCreole(given.creole, o.nodeOptions, o.resolve);
    if (o.storage === undefined) return understood;
    const storage = await readStorageFile(o.storage, understood.spec.nodes);
    return { ...understood, spec: { ...understood.spec, storage } };
  }
  if (o.nodeOptions.length > 0 || o.storage !== undefined)
    throw new HapyError('HAPY-E266', { file: given.yaml });
  return understandYaml(given.yaml);
}

async function understandYaml(file: string): Promise<Understood> {
  const spec = await readSpecFile(file);
  const origin = { source: 'cluster.yaml', file } as const;
  const origins = new Map(spec.nodes.map((node) => [node.name, origin]));
  return { spec, origins, files: [file], warnings: evenNumber(spec) };
}

async function understandCreole(
  texts: readonly { readonly file: string; readonly text: string }[],
  nodeOptions: readonly string[],
  resolve: Resolve,
): Promise<Understood> {
  const documents = texts.map(({ file, text }) => parseCreole(text, file));
  const files = documents.map(clusterVariables);
  checkSameCluster(files);
  const given = readNodeOptions(nodeOptions);
  const resolved = await resolveAll(namesToResolve(files, given), resolve);
  const { spec, sources } = specFromCreole(files, given, resolved, newClusterId());
  const origins = new Map<string, AddressOrigin>();
  for (const [node, source] of sources) origins.set(node, { source, file: fileOf(node, source, files) });
  const differing = differingVariables(documents);
  const warnings = [...evenNumber(spec), ...differingWarning(differing)];
  return { spec, origins, files: files.map(({ file }) => file), warnings };
}

/** @throws HapyError HAPY-E713 one node with two addresses, HAPY-E717 not NAME=ADDRESS */
function readNodeOptions(options: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const [node, other] of options.map(parseNodeOption)) {
    const first = given.get(node) ?? other;
    const sources = { firstSource: 'option', otherSource: 'option' };
    if (first !== other) throw new HapyError('HAPY-E713', { node, first, other, ...sources });
    given.set(node, other);
  }
  return given;
}

function fileOf(node: string, source: AddressSource, files: readonly ClusterVariables[]): string {
  if (source === 'file') return files.find((file) => file.name === node)?.file ?? '';
  if (source !== 'declared-host') return '';
  const declares = ({ hosts, domain }: ClusterVariables) =>
    hosts.some((host) => host.shortName === node || host.longName === `${node}.${domain}`);
  return files.find(declares)?.file ?? '';
}

/** @throws HapyError HAPY-E713 a name with two addresses: whoever asks gets now the one, now the other. */
async function resolveAll(names: readonly string[], resolve: Resolve): Promise<ReadonlyMap<string, string>> {
  const answers = await Promise.all(names.map(async (name) => [name, await resolve(name)] as const));
  const resolved = new Map<string, string>();
  for (const [name, addresses] of answers) {
    const [first, ...others] = addresses;
    if (first === undefined) continue;
    const other = others.find((address) => address !== first);
    if (other !== undefined) {
      const source = { firstSource: 'dns', otherSource: 'dns' };
      throw new HapyError('HAPY-E713', { node: name, first, other, ...source });
    }
    resolved.set(name, first);
  }
  return resolved;
}

function evenNumber(spec: Spec): readonly Finding[] {
  if (spec.nodes.length % 2 === 1) return [];
  const parameters = { count: String(spec.nodes.length) };
  return [{ code: 'HAPY-E608', severity: 'warning', node: '', parameters }];
}

function differingWarning(names: readonly string[]): readonly Finding[] {
  if (names.length === 0) return [];
  const parameters = { count: String(names.length), keys: names.join(', ') };
  return [{ code: 'HAPY-E718', severity: 'warning', node: '', parameters }];
}
