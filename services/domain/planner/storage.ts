import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';
import { isPerDatastore } from '../storage/storage-mounts.ts';
import type { StorageSpec } from '../storage/storage-spec.ts';
import { brickText } from '../storage/storage-state.ts';
import {
  answering,
  brickChanges,
  brickOf,
  isMember,
  isOurs,
  peerOf,
  stewardOf,
  stewardState,
  volumeSeen,
  wantedBricks,
  wantedOptions,
} from '../storage/storage-view.ts';
import type { Draft } from './draft.ts';
import { draftBrickChanges, draftDetachments, lostBricks } from './storage-bricks.ts';
import type { StorageDraft } from './storage-draft.ts';
import { draftMounts } from './storage-mounts.ts';

/**
 * The replicated storage after the zone: the pool of daemons, the volume on their bricks with its options, its mounts
 * and the datastores on it. Steps whose postcondition holds already are left out. Where the storage cannot be
 * formed now, it is left alone and the zone is not kept from going on.
 */
export function draftStorage(draft: Draft, snapshot: Snapshot): void {
  const { storage } = snapshot.spec;
  if (storage === undefined) return;
  const nodes = participants(draft, snapshot, storage);
  if (nodes === undefined) return;
  const parts = { draft, snapshot, storage, nodes };
  const last = draft.actions.at(-1)?.id;
  const pooled = draftPool(parts, last === undefined ? [] : [last]);
  const volume = draftDetachments(parts, draftVolume(parts, pooled));
  draftMounts(parts, volume);
}

/** When those that leave alive have left, they may mount the volume no more. */
export function draftStorageWithout(draft: Draft, snapshot: Snapshot): void {
  const { storage } = snapshot.spec;
  const last = draft.actions.at(-1)?.id;
  if (storage === undefined || volumeSeen(snapshot) === undefined || last === undefined) return;
  draft.add({
    kind: 'set-volume-options',
    purpose: 'after-leaving',
    node: stewardOf(snapshot).name,
    parameters: { volume: storage.volume, ...wantedOptions(snapshot, false) },
    after: [last],
    postcondition: [{ is: 'volume-options-set' }],
  });
}

/** Undefined, with the reason in the plan, while the storage has to wait. */
function participants(
  draft: Draft,
  snapshot: Snapshot,
  storage: StorageSpec,
): readonly SpecNode[] | undefined {
  const first = stewardOf(snapshot).name;
  if (stewardState(snapshot) === undefined) {
    draft.leave(first, 'storage-silent');
    return undefined;
  }
  const entering = new Set(
    draft.actions.filter(({ kind }) => kind === 'import-seed').map(({ node }) => node),
  );
  const nodes = snapshot.spec.nodes.filter(
    ({ name }) => entering.has(name) || answering(name, snapshot) !== undefined,
  );
  const volume = volumeSeen(snapshot);
  if (volume !== undefined && !isOurs(volume, snapshot)) {
    draft.leave(first, 'storage-foreign', { volume: storage.volume });
    return undefined;
  }
  // In pieces, files that were written through the mount of one folder are read wrongly through that of another.
  if (isPerDatastore(storage) && volume?.options['features.shard'] === 'on') {
    draft.leave(first, 'storage-sharded', { volume: storage.volume });
    return undefined;
  }
  const missing = storage.bricks.find(({ node }) => !nodes.some(({ name }) => name === node));
  if (volume === undefined && missing !== undefined) {
    draft.leave(missing.node, 'storage-silent');
    return undefined;
  }
  for (const { name } of snapshot.spec.nodes) {
    if (!nodes.some((node) => node.name === name)) draft.leave(name, 'storage-silent');
  }
  return nodes;
}

/** Every node's daemon in one pool, each known by its full name. */
function draftPool(parts: StorageDraft, after: readonly string[]): readonly string[] {
  const { draft, snapshot, nodes } = parts;
  const first = stewardOf(snapshot);
  let before = after;
  for (const node of nodes) {
    const joined = { is: 'peer-joined', node: node.name } as const;
    if (node === first || holdsIn(joined, snapshot)) continue;
    before = [draftPeer(parts, node, before)];
  }
  const named = { is: 'peer-named', node: first.name } as const;
  const second = nodes.find((node) => node !== first);
  if (second === undefined || (before === after && holdsIn(named, snapshot))) return before;
  if (nodes.every((node) => answering(node.name, snapshot) !== undefined) && holdsIn(named, snapshot))
    return before;
  const back = draft.add({
    kind: 'probe-peer',
    node: first.name,
    at: second.name,
    parameters: { name: first.fqdn },
    after: before,
    precondition: [{ is: 'peer-joined', node: second.name }],
    postcondition: [named],
  });
  return [back];
}

/**
 * One that the pool knows already, by its identity or by its name, takes its old place again: it was refused, its
 * handshake was cut off, or it is a new machine with an old name.
 */
function draftPeer({ draft, snapshot }: StorageDraft, node: SpecNode, after: readonly string[]): string {
  const first = stewardOf(snapshot);
  const known = peerOf(node.name, snapshot);
  const postcondition = [{ is: 'peer-joined', node: node.name } as const];
  const rejoins = known !== undefined && (!isMember(known) || isAnother(known.uuid, node, snapshot));
  if (rejoins) {
    const lost = isAnother(known.uuid, node, snapshot) ? (brickOf(node.name, snapshot)?.path ?? '') : '';
    const parameters = { uuid: known.uuid, name: first.fqdn, ...(lost === '' ? {} : { brick: lost }) };
    return draft.add({ kind: 'rejoin-pool', node: node.name, parameters, after, postcondition });
  }
  const parameters = { name: node.fqdn };
  return draft.add({
    kind: 'probe-peer',
    node: node.name,
    at: first.name,
    parameters,
    after,
    postcondition,
  });
}

/** The machine that the pool knows under this name is not the one that has it now, or is about to have it. */
function isAnother(uuid: string, { name }: SpecNode, snapshot: Snapshot): boolean {
  const own = answering(name, snapshot)?.uuid;
  return own !== uuid;
}

function draftVolume(parts: StorageDraft, pooled: readonly string[]): readonly string[] {
  const { draft, snapshot, storage, nodes } = parts;
  const at = stewardOf(snapshot).name;
  const { volume } = storage;
  let before = pooled;
  const add = (
    kind: 'create-volume' | 'set-volume-options' | 'start-volume',
    parameters: Parameters,
    done: Done,
  ) => {
    if (holdsIn(done, snapshot)) return;
    before = [
      draft.add({
        kind,
        node: at,
        parameters: { volume, ...parameters },
        after: before,
        postcondition: [done],
        ...needs,
      }),
    ];
  };
  const bricks = wantedBricks(storage, snapshot);
  const joined = nodes.filter(({ name }) => storage.bricks.some(({ node }) => node === name));
  let needs: {
    precondition?: readonly ({ is: 'peer-joined'; node: string } | { is: 'volume-as-wanted' })[];
  } = {
    precondition: joined.map(({ name }) => ({ is: 'peer-joined', node: name })),
  };
  if (volumeSeen(snapshot) === undefined) {
    const wanted = { replica: String(storage.replica), bricks: bricks.map(brickText).join(' ') };
    add('create-volume', wanted, { is: 'volume-as-wanted' });
  } else if (brickChanges(snapshot).missing.length > 0 || lostBricks(parts).length > 0) {
    before = draftBrickChanges(parts, before);
  }
  needs = {};
  add('set-volume-options', wantedOptions(snapshot), { is: 'volume-options-set' });
  add('start-volume', {}, { is: 'volume-started' });
  return before;
}

type Parameters = Readonly<Record<string, string>>;
type Done = { readonly is: 'volume-as-wanted' | 'volume-options-set' | 'volume-started' };
