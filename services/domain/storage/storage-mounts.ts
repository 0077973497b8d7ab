import type { NodeState } from '../observed.ts';
import type { Snapshot } from '../snapshot.ts';
import { storageDefaults, type StorageSpec } from './storage-spec.ts';
import { datastoreTrouble } from './storage-datastores.ts';

/**
 * What `mount` says in place of a path where each datastore is mounted for itself: its folder of the volume, under the
 * number that oned has given it. The other datastores of that folder stay where they lie.
 */
export const perDatastore = 'per-datastore';

export function isPerDatastore({ mount }: Pick<StorageSpec, 'mount'>): boolean {
  return mount === perDatastore;
}

/** The folder that the mounts lie in, or the one that is the mount. */
export function mountLocation({ mount }: Pick<StorageSpec, 'mount'>): string {
  return mount === perDatastore ? storageDefaults.mount : mount;
}

/** One thing that every node is to have mounted. */
export interface WantedMount {
  /** The folder of the volume, empty for all of it. */
  readonly folder: string;
  readonly path: string;
}

/**
 * Where a datastore is mounted. Its folder of the volume has the name that OpenNebula would give it, so that the volume
 * looks the same however it is mounted. Undefined until the leader tells of a datastore that is as wanted.
 */
export function datastoreMount(name: string, snapshot: Snapshot): WantedMount | undefined {
  const { storage } = snapshot.spec;
  const wanted = storage?.datastores.find((each) => each.name === name);
  if (storage === undefined || wanted === undefined) return undefined;
  if (datastoreTrouble(wanted, snapshot) !== undefined) return undefined;
  const leader = snapshot.leader === undefined ? undefined : snapshot.state(snapshot.leader);
  const id = leader?.datastores?.find((each) => each.name === name)?.id;
  if (id === undefined) return undefined;
  return { folder: String(id), path: `${mountLocation(storage)}/${id}` };
}

/** What is to be mounted, as far as it is known, and whether that is all. */
export function wantedMounts(snapshot: Snapshot): {
  readonly mounts: readonly WantedMount[];
  readonly all: boolean;
} {
  const { storage } = snapshot.spec;
  if (storage === undefined) return { mounts: [], all: false };
  if (!isPerDatastore(storage)) return { mounts: [{ folder: '', path: storage.mount }], all: true };
  const mounts = storage.datastores.flatMap(({ name }) => datastoreMount(name, snapshot) ?? []);
  return { mounts, all: mounts.length === storage.datastores.length };
}

/** Those of them that a node has not. */
export function missingMounts(state: NodeState | undefined, snapshot: Snapshot): readonly WantedMount[] {
  return wantedMounts(snapshot).mounts.filter((mount) => !hasMounted(state, mount, snapshot));
}

/** Whether a node has everything mounted that it is to have. What is not known yet is not mounted. */
export function isMounted(state: NodeState | undefined, snapshot: Snapshot): boolean {
  return wantedMounts(snapshot).all && missingMounts(state, snapshot).length === 0;
}

export function isDatastoreMounted(state: NodeState | undefined, name: string, snapshot: Snapshot): boolean {
  const mount = datastoreMount(name, snapshot);
  return mount !== undefined && hasMounted(state, mount, snapshot);
}

function hasMounted(
  state: NodeState | undefined,
  { folder, path }: WantedMount,
  { spec }: Snapshot,
): boolean {
  const mounts = state?.storage?.mounts ?? [];
  return mounts.some(
    (each) => each.volume === spec.storage?.volume && each.folder === folder && each.path === path,
  );
}
