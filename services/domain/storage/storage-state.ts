/** A brick as GlusterFS names it: the host under which the pool knows the machine, and the folder. */
export interface Brick {
  readonly host: string;
  readonly path: string;
}

export interface StoragePeer {
  readonly uuid: string;
  /** Every name under which it is known. */
  readonly names: readonly string[];
  readonly connected: boolean;
  /** As `gluster peer status` says it: "Peer in Cluster", "Peer Rejected", … */
  readonly state: string;
}

export interface StorageVolume {
  readonly name: string;
  readonly id: string;
  /** "Created", "Started" or "Stopped". */
  readonly status: string;
  readonly replica: number;
  /** In the order of the replica sets. */
  readonly bricks: readonly Brick[];
  /** Those that differ from GlusterFS's own defaults. */
  readonly options: Readonly<Record<string, string>>;
}

/** A brick that lies on the node that tells of it. */
export interface LocalBrick {
  readonly path: string;
  readonly filesystem: string;
  readonly onRoot: boolean;
  /** Of an XFS; 0 when it cannot be told. */
  readonly inodeBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** GlusterFS keeps nothing there yet. */
  readonly empty: boolean;
  /** Names of the folders of datastores in it: numbers. */
  readonly folders: readonly string[];
}

export interface HealBrick extends Brick {
  readonly connected: boolean;
  /** Entries that this brick knows to be different elsewhere. */
  readonly pending: number;
  readonly splitBrain: number;
}

/** What must still be copied between the bricks of a volume. */
export interface HealState {
  readonly volume: string;
  /** It takes a while to ask, so it is older than the rest. */
  readonly observedAtMs: number;
  readonly bricks: readonly HealBrick[];
  /** Files of which no copy can be called the right one, at most 20. */
  readonly splitBrainFiles: readonly string[];
}

export interface StorageMount {
  readonly volume: string;
  /** The folder of the volume that is mounted, empty for all of it. */
  readonly folder: string;
  readonly path: string;
}

/** GlusterFS as one node sees it. */
export interface StorageState {
  readonly observedAtMs: number;
  /** The code of why glusterd does not answer, empty while it does. */
  readonly silence: string;
  readonly version: string;
  /** This node's own identity in the pool. */
  readonly uuid: string;
  /** The FUSE client and its device are there. */
  readonly client: boolean;
  readonly peers: readonly StoragePeer[];
  readonly volumes: readonly StorageVolume[];
  readonly bricks: readonly LocalBrick[];
  readonly mounts: readonly StorageMount[];
  readonly heals: readonly HealState[];
}

/** What a brick and a mount point would find on a node. */
export interface StoragePlaces {
  readonly brickFilesystem: string;
  /** The folder that holds the brick is there. */
  readonly brickParent: boolean;
  readonly brickOnRoot: boolean;
  /** Of an XFS; 0 when it cannot be told. */
  readonly brickInodeBytes: number;
  readonly brickFreeBytes: number;
  /** Nothing lies in it but what GlusterFS keeps there itself. */
  readonly brickEmpty: boolean;
  /** The id of the volume that it belongs to, empty for none. */
  readonly brickVolumeId: string;
  readonly mountEmpty: boolean;
  /** What is mounted there, empty for nothing. */
  readonly mountSource: string;
  /** Those of the datastores' mount points in which files lie while nothing is mounted there. */
  readonly filledMounts: readonly string[];
}

/** A datastore as oned keeps it. */
export interface Datastore {
  readonly id: number;
  readonly name: string;
  /** OpenNebula's number: 0 images, 1 system, 2 files. */
  readonly type: number;
  readonly dsMad: string;
  readonly tmMad: string;
}

/** Whether two bricks are one. */
export function isSameBrick(one: Brick, other: Brick): boolean {
  return one.host === other.host && one.path === other.path;
}

/** As GlusterFS writes it: "host:/path". */
export function brickText({ host, path }: Brick): string {
  return `${host}:${path}`;
}
