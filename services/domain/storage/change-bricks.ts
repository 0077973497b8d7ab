import type { SpecNode } from '../spec.ts';
import type { StorageSpec } from './storage-spec.ts';

/** Nodes that came: where all bricks have one path and enough nodes have none, they get bricks, a whole set at a time. */
export function withNodesAdded(storage: StorageSpec, nodes: readonly SpecNode[]): StorageSpec {
  if (storage.commonBrick === '') return storage;
  const spare = sparesOf(storage, nodes);
  const count = spare.length - (spare.length % storage.replica);
  if (count === 0) return storage;
  const added = spare.slice(0, count).map(({ name }) => ({ node: name, path: storage.commonBrick }));
  return { ...storage, bricks: [...storage.bricks, ...added] };
}

/** Another machine takes the brick of `old` over, with its place in the replica set. */
export function withNodeReplaced(storage: StorageSpec, old: string, name: string): StorageSpec {
  const bricks = storage.bricks.map((brick) => (brick.node === old ? { ...brick, node: name } : brick));
  return { ...storage, bricks };
}

/** The brick of a node that goes moves to one that has none; undefined when every other node has its own. */
export function withNodeRemoved(
  storage: StorageSpec,
  name: string,
  rest: readonly SpecNode[],
): StorageSpec | undefined {
  if (!storage.bricks.some(({ node }) => node === name)) return storage;
  const [heir] = sparesOf(storage, rest);
  return heir && withNodeReplaced(storage, name, heir.name);
}

function sparesOf(storage: StorageSpec, nodes: readonly SpecNode[]): readonly SpecNode[] {
  return nodes.filter(({ name }) => !storage.bricks.some(({ node }) => node === name));
}
