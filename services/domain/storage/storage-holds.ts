import type { Snapshot } from '../snapshot.ts';
import type { StorageCondition } from './storage-condition.ts';
import { datastoreTrouble } from './storage-datastores.ts';
import { datastoreMount, isDatastoreMounted, isMounted } from './storage-mounts.ts';
import type { HealState } from './storage-state.ts';
import {
  answering,
  brickChanges,
  brickOf,
  healSeen,
  isInPool,
  peerOf,
  stewardOf,
  stewardState,
  volumeSeen,
  wantedOptions,
} from './storage-view.ts';

/** Decides the conditions of storage-condition.ts. What was not reported never holds. */
export function storageHolds(condition: StorageCondition, snapshot: Snapshot): boolean {
  switch (condition.is) {
    case 'peer-joined':
      return isJoined(condition.node, snapshot);
    case 'peer-named':
      return isNamed(condition.node, snapshot);
    case 'peer-gone': {
      const steward = stewardState(snapshot);
      return steward?.peers.every(({ names }) => !names.includes(condition.host)) === true;
    }
    case 'volume-as-wanted':
      return isAsWanted(snapshot);
    case 'volume-options-set':
      return volumeSeen(snapshot) !== undefined && driftedOptions(snapshot).length === 0;
    case 'volume-started':
      return volumeSeen(snapshot)?.status === 'Started';
    case 'volume-mounted':
      return isMounted(snapshot.state(condition.node), snapshot);
    case 'datastore-mounted':
      return isDatastoreMounted(snapshot.state(condition.node), condition.name, snapshot);
    case 'folder-made':
      return isFolderMade(condition.name, snapshot);
    case 'brick-in-volume': {
      const brick = brickOf(condition.node, snapshot);
      const volume = volumeSeen(snapshot);
      return brick !== undefined && volume?.bricks.some(({ host }) => host === brick.host) === true;
    }
    case 'brick-not-in-volume':
      return volumeSeen(snapshot)?.bricks.every(({ host }) => host !== condition.host) === true;
    case 'brick-online': {
      const host = snapshot.nodes.get(condition.node)?.fqdn;
      const served = healSeen(snapshot)?.bricks.some((each) => each.host === host && each.connected) === true;
      return served && !isSeenEmpty(condition.node, snapshot);
    }
    case 'brick-offline':
      return isOffline(condition.node, snapshot);
    case 'writes-missed':
      return haveMissed(condition.node, healSeen(snapshot), snapshot);
    case 'heal-finished':
      return isHealed(healSeen(snapshot), snapshot);
    case 'living-bricks-agree':
      return livingAgree(healSeen(snapshot));
    case 'datastore-declared': {
      const wanted = snapshot.spec.storage?.datastores.find(({ name }) => name === condition.name);
      return wanted !== undefined && datastoreTrouble(wanted, snapshot) === undefined;
    }
  }
}

/** Seen from both ends: GlusterFS lets one side believe what the other has refused. */
function isJoined(node: string, snapshot: Snapshot): boolean {
  const steward = stewardState(snapshot);
  if (steward === undefined) return false;
  if (node === stewardOf(snapshot).name) return true;
  const own = answering(node, snapshot);
  const peer = peerOf(node, snapshot);
  if (own === undefined || peer === undefined) return false;
  const back = own.peers.find(({ uuid }) => uuid === steward.uuid);
  return peer.uuid === own.uuid && isInPool(peer) && back !== undefined && isInPool(back);
}

function isNamed(node: string, snapshot: Snapshot): boolean {
  const fqdn = snapshot.nodes.get(node)?.fqdn ?? '';
  const uuid = answering(node, snapshot)?.uuid ?? '';
  const others = snapshot.spec.nodes.flatMap(({ name }) => {
    const storage = name === node ? undefined : answering(name, snapshot);
    return storage === undefined ? [] : [storage];
  });
  return (
    uuid !== '' &&
    others.length > 0 &&
    others.every(({ peers }) => peers.some((peer) => peer.uuid === uuid && peer.names.includes(fqdn)))
  );
}

function isAsWanted(snapshot: Snapshot): boolean {
  const { surplus, missing } = brickChanges(snapshot);
  return volumeSeen(snapshot) !== undefined && surplus.length === 0 && missing.length === 0;
}

/** The options that the volume has not, or has otherwise. */
export function driftedOptions(snapshot: Snapshot): readonly string[] {
  const has = volumeSeen(snapshot)?.options ?? {};
  const wanted = Object.entries(wantedOptions(snapshot));
  return wanted.filter(([name, value]) => has[name] !== value).map(([name]) => name);
}

function isFolderMade(name: string, snapshot: Snapshot): boolean {
  const folder = datastoreMount(name, snapshot)?.folder;
  if (folder === undefined) return false;
  return snapshot.spec.nodes.some(({ name: node }) => {
    const path = brickOf(node, snapshot)?.path;
    const own = answering(node, snapshot)?.bricks.find((brick) => brick.path === path);
    return own?.folders.includes(folder) === true;
  });
}

/** By the node's own look: what it has stopped it asks anew at once, another one may have looked before. */
function isOffline(node: string, snapshot: Snapshot): boolean {
  const { storage } = snapshot.spec;
  const host = snapshot.nodes.get(node)?.fqdn;
  const heal = answering(node, snapshot)?.heals.find(({ volume }) => volume === storage?.volume);
  return heal?.bricks.some((brick) => brick.host === host && !brick.connected) === true;
}

function haveMissed(node: string, heal: HealState | undefined, snapshot: Snapshot): boolean {
  const host = snapshot.nodes.get(node)?.fqdn;
  const away = heal?.bricks.some((brick) => brick.host === host && !brick.connected) === true;
  return away && heal.bricks.some(({ connected, pending }) => connected && pending > 0);
}

/**
 * By the node's own look: who counts what is to be healed may have done so before the machine with the brick was exchanged, and
 * then says of an empty disk that it is served and lacks nothing.
 */
function isSeenEmpty(node: string, snapshot: Snapshot): boolean {
  const path = brickOf(node, snapshot)?.path;
  return answering(node, snapshot)?.bricks.find((brick) => brick.path === path)?.empty === true;
}

/** Only an answer about all the bricks that the volume has now counts: one of before a change knows fewer. */
function isHealed(heal: HealState | undefined, snapshot: Snapshot): boolean {
  const bricks = volumeSeen(snapshot)?.bricks ?? [];
  if (heal === undefined || bricks.length === 0 || heal.bricks.length !== bricks.length) return false;
  if (snapshot.spec.nodes.some(({ name }) => isSeenEmpty(name, snapshot))) return false;
  return heal.bricks.every(({ connected, pending, splitBrain }) => connected && pending + splitBrain === 0);
}

/**
 * A brick that was down, and one that is still being filled, know of fewer differences than the good ones. Where
 * all that are reached count the same, each of them has what the others have.
 */
function livingAgree(heal: HealState | undefined): boolean {
  const living = heal?.bricks.filter(({ connected }) => connected) ?? [];
  const counts = new Set(living.map(({ pending }) => pending));
  return living.length >= 2 && counts.size === 1 && living.every(({ splitBrain }) => splitBrain === 0);
}
