import { oncePerSnapshot } from '../once-per-snapshot.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';
import type { StorageSpec } from './storage-spec.ts';
import type { Brick, HealState, StoragePeer, StorageState, StorageVolume } from './storage-state.ts';
import { isSameBrick } from './storage-state.ts';
import { mayMount } from './volume-options.ts';

// What conditions, plans and checks ask of a snapshot about the storage. One node is the pool's steward: what changes
// the pool or the volume is asked of its agent, one thing after the other.

/**
 * The steward: the first node of the list that shares a pool with another one. Before there is a pool, the first of all.
 * A machine that took the place of index 0 has no pool, and GlusterFS lets nobody in who is called from outside.
 */
export const stewardOf = oncePerSnapshot((snapshot: Snapshot): SpecNode => {
  const { nodes } = snapshot.spec;
  const uuids = new Map(nodes.map(({ name }) => [name, answering(name, snapshot)?.uuid ?? '']));
  const known = new Set([...uuids.values()].filter((uuid) => uuid !== ''));
  const pooled = nodes.find(({ name }) => {
    const peers = answering(name, snapshot)?.peers ?? [];
    return peers.some((peer) => peer.uuid !== uuids.get(name) && known.has(peer.uuid) && isInPool(peer));
  });
  return pooled ?? snapshot.first;
});

/** GlusterFS as the steward sees it, while it answers. */
export function stewardState(snapshot: Snapshot): StorageState | undefined {
  return answering(stewardOf(snapshot).name, snapshot);
}

/** GlusterFS as a node sees it, while its daemon answers. */
export function answering(node: string, snapshot: Snapshot): StorageState | undefined {
  const storage = snapshot.state(node)?.storage;
  return storage?.silence === '' ? storage : undefined;
}

export function volumeSeen(snapshot: Snapshot): StorageVolume | undefined {
  const name = snapshot.spec.storage?.volume;
  return stewardState(snapshot)?.volumes.find((volume) => volume.name === name);
}

export function healSeen(snapshot: Snapshot): HealState | undefined {
  const name = snapshot.spec.storage?.volume;
  return stewardState(snapshot)?.heals.find(({ volume }) => volume === name);
}

/**
 * What the volume is to be set to: what the spec says, and that nobody but its nodes may mount it. One that leaves
 * alive may until it has left, for GlusterFS would cut its machines off at once.
 */
export function wantedOptions({ spec }: Snapshot, leavers = true): Readonly<Record<string, string>> {
  const leaving = leavers ? (spec.leaving ?? []).filter(({ dead }) => !dead) : [];
  const addresses = [...spec.nodes, ...leaving.map(({ node }) => node)]
    .map(({ address }) => address)
    .filter((address) => address !== '');
  return { ...spec.storage?.options, [mayMount]: [...new Set(addresses)].sort().join(',') };
}

/** The bricks of the spec as GlusterFS names them. */
export function wantedBricks(storage: StorageSpec, snapshot: Snapshot): readonly Brick[] {
  return storage.bricks.map(({ node, path }) => ({ host: snapshot.nodes.get(node)?.fqdn ?? node, path }));
}

export function brickOf(node: string, snapshot: Snapshot): Brick | undefined {
  const fqdn = snapshot.nodes.get(node)?.fqdn;
  const storage = snapshot.spec.storage;
  return storage && wantedBricks(storage, snapshot).find(({ host }) => host === fqdn);
}

/** Bricks that the volume has and the spec does not want, and the other way about. */
export function brickChanges(snapshot: Snapshot): {
  readonly surplus: readonly Brick[];
  readonly missing: readonly Brick[];
} {
  const { storage } = snapshot.spec;
  const volume = volumeSeen(snapshot);
  if (storage === undefined || volume === undefined) return { surplus: [], missing: [] };
  const wanted = wantedBricks(storage, snapshot);
  const lacks = (list: readonly Brick[]) => (brick: Brick) => !list.some((each) => isSameBrick(each, brick));
  return {
    surplus: volume.bricks.filter(lacks(wanted)),
    missing: wanted.filter(lacks(volume.bricks)),
  };
}

/** Whether a volume of the wanted name is one that was made for this spec: it shares bricks with it. */
export function isOurs(volume: StorageVolume, snapshot: Snapshot): boolean {
  const { storage } = snapshot.spec;
  if (storage === undefined) return false;
  const wanted = wantedBricks(storage, snapshot);
  return wanted.some((brick) => volume.bricks.some((each) => isSameBrick(each, brick)));
}

/** How a node's daemon stands in the steward's pool; undefined where that one knows no such peer. */
export function peerOf(node: string, snapshot: Snapshot): StoragePeer | undefined {
  const steward = stewardState(snapshot);
  const uuid = snapshot.state(node)?.storage?.uuid ?? '';
  const fqdn = snapshot.nodes.get(node)?.fqdn ?? '';
  const byIdentity = steward?.peers.find((peer) => uuid !== '' && peer.uuid === uuid);
  return byIdentity ?? steward?.peers.find(({ names }) => names.includes(fqdn));
}

/** A member in good standing. */
export function isInPool(peer: StoragePeer): boolean {
  return peer.connected && isMember(peer);
}

/** A member, whether it is reached now or not: neither refused nor in the middle of a handshake. */
export function isMember({ state }: Pick<StoragePeer, 'state'>): boolean {
  return state === 'Peer in Cluster';
}
