import type { Brick } from './storage-state.ts';

/** One change of the storage, as an agent is asked for it. Each can be repeated without harm. */
export type StorageStep =
  | { readonly is: 'probe-peer'; readonly name: string }
  | {
      readonly is: 'create-volume';
      readonly volume: string;
      readonly replica: number;
      readonly bricks: readonly Brick[];
    }
  | {
      readonly is: 'set-volume-options';
      readonly volume: string;
      readonly options: Readonly<Record<string, string>>;
    }
  | { readonly is: 'start-volume'; readonly volume: string }
  | {
      readonly is: 'mount-volume';
      readonly volume: string;
      readonly path: string;
      /** Who may hand out the volume's description: the first one is asked first. */
      readonly servers: readonly string[];
    }
  /** A folder of the volume's own, which belongs to the volume's owner: a mount of it needs it. */
  | { readonly is: 'make-folder'; readonly volume: string; readonly folder: string }
  | {
      readonly is: 'mount-folder';
      readonly volume: string;
      readonly folder: string;
      readonly path: string;
      readonly servers: readonly string[];
    }
  | {
      readonly is: 'replace-brick';
      readonly volume: string;
      readonly old: Brick;
      readonly new: Brick;
      /** The machine of the old brick is gone for good. */
      readonly dead: boolean;
    }
  | { readonly is: 'add-bricks'; readonly volume: string; readonly bricks: readonly Brick[] }
  | { readonly is: 'detach-peer'; readonly name: string; readonly dead: boolean }
  /** A node takes its place in a pool anew, under the identity that the others know it by. */
  | {
      readonly is: 'rejoin-pool';
      readonly uuid: string;
      readonly name: string;
      /** The folder of a brick that is to be filled anew; empty for none. */
      readonly brick: string;
    }
  /** The brick of a machine that came back empty under its old name. */
  | { readonly is: 'reset-brick'; readonly volume: string; readonly brick: Brick }
  /** A brick of this node is stopped for a drill; the node starts it again by itself after a while. */
  | { readonly is: 'stop-brick'; readonly volume: string; readonly brick: Brick }
  /** What is not running of a volume is started. */
  | { readonly is: 'start-brick'; readonly volume: string }
  /**
   * The files of a drill, written through the mount at `path`, read there, or read a last time and taken away. What they
   * hold follows from the seed, so that whoever reads knows what was written.
   */
  | {
      readonly is: 'write-probe' | 'read-probe' | 'clear-probe';
      readonly path: string;
      readonly seed: string;
    };

export type ProbeStep = Extract<StorageStep, { readonly seed: string }>;

/** What an action of a plan does to the storage. */
export type StorageActionKind = StorageStep['is'] | 'declare-datastore';

const kinds: Readonly<Record<StorageActionKind, true>> = {
  'probe-peer': true,
  'create-volume': true,
  'set-volume-options': true,
  'start-volume': true,
  'mount-volume': true,
  'make-folder': true,
  'mount-folder': true,
  'replace-brick': true,
  'add-bricks': true,
  'detach-peer': true,
  'rejoin-pool': true,
  'reset-brick': true,
  'stop-brick': true,
  'start-brick': true,
  'write-probe': true,
  'read-probe': true,
  'clear-probe': true,
  'declare-datastore': true,
};

export function isStorageAction({ kind }: { readonly kind: string }): boolean {
  return isStorageKind(kind);
}

export function isStorageKind(kind: string): kind is StorageActionKind {
  return Object.hasOwn(kinds, kind);
}
