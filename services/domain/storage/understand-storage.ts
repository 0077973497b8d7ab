import type { SpecNode } from '../spec.ts';
import { type SpecBrick, type StorageSpec, storageDefaults } from './storage-spec.ts';
import { mountLocation, perDatastore } from './storage-mounts.ts';
import { defaultOptions, endsQuorum, folderOptions, maySet } from './volume-options.ts';

/** What a person wrote under `storage.glusterfs`; what is absent gets its default. */
export interface GivenStorage {
  readonly volume?: string | undefined;
  /** One path for every node, or one for each node that shall have a brick. */
  readonly brick?: string | Readonly<Record<string, string>> | undefined;
  readonly replica?: number | undefined;
  readonly mount?: string | undefined;
  readonly options?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly datastores?: StorageSpec['datastores'] | undefined;
}

/** A code of the error table with what its text needs, and the key that it is about, below `glusterfs`. */
export interface StorageRefusal {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly at: readonly string[];
}

export type UnderstoodStorage =
  | { readonly storage: StorageSpec; readonly refusal?: undefined }
  | { readonly refusal: StorageRefusal; readonly storage?: undefined };

/** No `..`, no blanks, nothing that a mount unit or a command line could read as something else. */
const plainPath = /^(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$/;

/** Completes what a person wrote, or says what cannot be and why. `nodes` stand in index order. */
export function understandStorage(given: GivenStorage, nodes: readonly SpecNode[]): UnderstoodStorage {
  const { volume = storageDefaults.volume, replica = storageDefaults.replica } = given;
  const { mount = storageDefaults.mount, brick = storageDefaults.brick } = given;
  const bricks =
    typeof brick === 'string'
      ? nodes.map(({ name }) => ({ node: name, path: brick }))
      : Object.entries(brick).map(([node, path]) => ({ node, path }));
  const options = optionsOf(given, mount);
  const location = mountLocation({ mount });
  const { datastores = location === storageDefaults.mount ? storageDefaults.datastores : [] } = given;
  const refusal =
    refusedReplica(replica, bricks.length) ??
    refusedBricks(bricks, location, nodes) ??
    refusedOption(options) ??
    refusedShards(mount, options) ??
    refusedDatastores(datastores, mount);
  if (refusal !== undefined) return { refusal };
  const commonBrick = typeof brick === 'string' ? brick : '';
  return { storage: { volume, replica, bricks, commonBrick, mount, options, datastores } };
}

/** YAML knows numbers and truth values; GlusterFS knows words. */
function optionsOf({ options = {} }: GivenStorage, mount: string): Readonly<Record<string, string>> {
  const given = Object.entries(options).map(([key, value]) => {
    const word = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
    return [key, word] as const;
  });
  const forms = mount === perDatastore ? folderOptions : {};
  return { ...defaultOptions, ...forms, ...Object.fromEntries(given) };
}

function refusedReplica(replica: number, count: number): StorageRefusal | undefined {
  if (replica === 2) return { code: 'HAPY-E800', parameters: {}, at: ['replica'] };
  if (replica !== 3) return { code: 'HAPY-E801', parameters: { value: replica }, at: ['replica'] };
  if (count > 0 && count % replica === 0) return undefined;
  return { code: 'HAPY-E802', parameters: { count, replica }, at: ['brick'] };
}

function refusedBricks(
  bricks: readonly SpecBrick[],
  mount: string,
  nodes: readonly SpecNode[],
): StorageRefusal | undefined {
  const places = [...bricks.map(({ node, path }) => ({ path, at: ['brick', node] }))];
  for (const { path, at } of [...places, { path: mount, at: ['mount'] }]) {
    if (!plainPath.test(path)) return { code: 'HAPY-E805', parameters: { path }, at };
  }
  for (const { node, path } of bricks) {
    const at = ['brick', node];
    if (!nodes.some(({ name }) => name === node)) return { code: 'HAPY-E804', parameters: { node }, at };
    if (isWithin(path, mount) || isWithin(mount, path))
      return { code: 'HAPY-E806', parameters: { path, mount }, at };
  }
  const twice = bricks.find(({ node }, index) => bricks.findIndex((each) => each.node === node) !== index);
  return twice && { code: 'HAPY-E803', parameters: { node: twice.node }, at: ['brick'] };
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

function refusedOption(options: StorageSpec['options']): StorageRefusal | undefined {
  for (const [option, value] of Object.entries(options)) {
    const at = ['options', option];
    if (endsQuorum(option, value)) return { code: 'HAPY-E808', parameters: { option, value }, at };
    if (defaultOptions[option] !== value && !maySet(option, value))
      return { code: 'HAPY-E807', parameters: { option, value }, at };
  }
  return undefined;
}

function refusedShards(mount: string, options: StorageSpec['options']): StorageRefusal | undefined {
  const option = 'features.shard';
  if (mount !== perDatastore || options[option] === folderOptions[option]) return undefined;
  return { code: 'HAPY-E859', parameters: { option }, at: ['options', option] };
}

/** OpenNebula looks for every datastore below one folder, so nothing else can hold one. */
function refusedDatastores(datastores: StorageSpec['datastores'], mount: string): StorageRefusal | undefined {
  if (mount === perDatastore) {
    if (datastores.length === 0) return { code: 'HAPY-E858', parameters: {}, at: ['datastores'] };
  } else if (datastores.length > 0 && mount !== storageDefaults.mount) {
    const parameters = { mount, location: storageDefaults.mount };
    return { code: 'HAPY-E809', parameters, at: ['datastores'] };
  }
  const names = datastores.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined
    ? undefined
    : { code: 'HAPY-E810', parameters: { name: twice }, at: ['datastores'] };
}
