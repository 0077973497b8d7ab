/** One brick: the folder of a node in which GlusterFS keeps its copy. */
export interface SpecBrick {
  /** Short name of a node of the spec. */
  readonly node: string;
  /** An absolute path. */
  readonly path: string;
}

export type DatastoreKind = 'system' | 'image';

/** A datastore that OpenNebula gets on the mounted volume, with TM_MAD=shared. */
export interface SpecDatastore {
  readonly name: string;
  readonly kind: DatastoreKind;
}

/** The replicated storage that the administrator wants: one GlusterFS volume, mounted on every node. */
export interface StorageSpec {
  readonly volume: string;
  /** How many copies there are of each file. */
  readonly replica: number;
  /** In the order of the replica sets: the first `replica` bricks hold the same files, and so on. */
  readonly bricks: readonly SpecBrick[];
  /** The path of every node's brick, where all have the same; empty where each was named. */
  readonly commonBrick: string;
  /** Where every node mounts the volume, or `per-datastore` (storage-mounts.ts). */
  readonly mount: string;
  /** What the volume is set to, beyond GlusterFS's own defaults. */
  readonly options: Readonly<Record<string, string>>;
  readonly datastores: readonly SpecDatastore[];
}

/** What a person may leave out. */
export const storageDefaults = {
  volume: 'one',
  replica: 3,
  brick: '/srv/gluster/one/brick',
  /** Where OpenNebula expects every datastore (DATASTORE_LOCATION of oned.conf). */
  mount: '/var/lib/one/datastores',
  datastores: [
    { name: 'gluster-system', kind: 'system' },
    { name: 'gluster-image', kind: 'image' },
  ],
} as const satisfies Omit<StorageSpec, 'bricks' | 'commonBrick' | 'options'> & { readonly brick: string };

/** Who serves glusterd's own protocol on every node; bricks take free ports above 49152. */
export const glusterdPort = 24007;
