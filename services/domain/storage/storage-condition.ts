/** The statements about the storage that actions need beside those of condition.ts. */
export type StorageCondition =
  /** The pool's steward and the node know each other, and both are connected. */
  | { readonly is: 'peer-joined'; readonly node: string }
  /** The others know the node under its full name, not only by its address. */
  | { readonly is: 'peer-named'; readonly node: string }
  | { readonly is: 'peer-gone'; readonly node: string; readonly host: string }
  /** The volume is there, with the bricks that the spec wants and no others. */
  | { readonly is: 'volume-as-wanted' }
  | { readonly is: 'volume-options-set' }
  | { readonly is: 'volume-started' }
  /** The volume is mounted on the node, where the spec wants it: the whole of it, or the folder of each datastore. */
  | { readonly is: 'volume-mounted'; readonly node: string }
  /** The folder of one datastore is mounted on the node, under the number that oned has given it. */
  | { readonly is: 'datastore-mounted'; readonly node: string; readonly name: string }
  /** The volume has the folder of a datastore: somebody's brick shows it. */
  | { readonly is: 'folder-made'; readonly name: string }
  /** The node's brick belongs to the volume. */
  | { readonly is: 'brick-in-volume'; readonly node: string }
  | { readonly is: 'brick-not-in-volume'; readonly host: string }
  /** The node's brick is served: GlusterFS reaches it. */
  | { readonly is: 'brick-online'; readonly node: string }
  /** The node itself does not reach its brick: it is stopped. */
  | { readonly is: 'brick-offline'; readonly node: string }
  /** The node's brick is stopped, and the others know of something that it lacks. */
  | { readonly is: 'writes-missed'; readonly node: string }
  /** Every brick is reached, and none knows of anything that another lacks. */
  | { readonly is: 'heal-finished' }
  /** The bricks that are reached know of the same: what is to be healed is missing nowhere but on those that are not. */
  | { readonly is: 'living-bricks-agree' }
  | { readonly is: 'datastore-declared'; readonly name: string };

export type StorageConditionKind = StorageCondition['is'];

const kinds: Readonly<Record<StorageConditionKind, true>> = {
  'peer-joined': true,
  'peer-named': true,
  'peer-gone': true,
  'volume-as-wanted': true,
  'volume-options-set': true,
  'volume-started': true,
  'volume-mounted': true,
  'datastore-mounted': true,
  'folder-made': true,
  'brick-in-volume': true,
  'brick-not-in-volume': true,
  'brick-online': true,
  'brick-offline': true,
  'writes-missed': true,
  'heal-finished': true,
  'living-bricks-agree': true,
  'datastore-declared': true,
};

export function isStorageCondition(condition: { readonly is: string }): condition is StorageCondition {
  return Object.hasOwn(kinds, condition.is);
}
