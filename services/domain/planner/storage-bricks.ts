import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import {
  answering,
  brickChanges,
  brickOf,
  healSeen,
  stewardOf,
  stewardState,
  volumeSeen,
} from '../storage/storage-view.ts';
import { type Brick, brickText, isSameBrick } from '../storage/storage-state.ts';
import type { StorageDraft } from './storage-draft.ts';

/** Filling an empty brick takes as long as its size and the network say. */
const healedWithinMs = 24 * 60 * 60_000;

/**
 * Bricks that change, one after the other: never is a second one exchanged before everything is copied onto the
 * first (a volume of which two of three copies are being made anew is lost with the third). A brick whose node is
 * gone gives its place to the new one's; a machine that came back empty under its old name fills its brick again;
 * bricks without a place to take come as whole replica sets.
 */
export function draftBrickChanges(parts: StorageDraft, after: readonly string[]): readonly string[] {
  const { surplus, missing } = brickChanges(parts.snapshot);
  let before = after;
  const lost = lostBricks(parts);
  for (const name of lost) before = draftReset(parts, name, before);
  const waiting = [...missing];
  for (const old of surplus) {
    const brick = waiting.shift();
    if (brick !== undefined) before = draftReplacement(parts, old, brick, before);
  }
  return waiting.length === 0 ? before : draftGrowth(parts, waiting, before);
}

/** Machines that take their place anew with an empty disk; one that was only refused still has its brick. */
export function lostBricks({ draft, snapshot }: StorageDraft): readonly string[] {
  const rejoining = draft.actions
    .filter(({ kind, parameters }) => kind === 'rejoin-pool' && parameters['brick'] !== undefined)
    .map(({ node }) => node);
  // One that took its place in a plan that was interrupted then: its brick is there, empty, and nobody serves it.
  const waiting = snapshot.spec.nodes.filter(({ name }) => isEmptied(name, snapshot)).map(({ name }) => name);
  return [...new Set([...rejoining, ...waiting])];
}

function isEmptied(name: string, snapshot: Snapshot): boolean {
  const brick = brickOf(name, snapshot);
  const local = answering(name, snapshot)?.bricks.find(({ path }) => path === brick?.path);
  const served = healSeen(snapshot)?.bricks.find((each) => brick !== undefined && isSameBrick(each, brick));
  return local?.empty === true && served?.connected === false;
}

function draftReset(parts: StorageDraft, name: string, after: readonly string[]): readonly string[] {
  const { draft, snapshot, storage } = parts;
  const node = snapshot.nodes.get(name);
  const brick = volumeSeen(snapshot)?.bricks.find(({ host }) => host === node?.fqdn);
  if (node === undefined || brick === undefined) return after;
  const reset = draft.add({
    kind: 'reset-brick',
    node: name,
    at: stewardOf(snapshot).name,
    parameters: { volume: storage.volume, brick: brickText(brick) },
    after: draftReady(parts, name, { is: 'living-bricks-agree' }, after),
    precondition: [{ is: 'peer-joined', node: name }, { is: 'living-bricks-agree' }],
    postcondition: [{ is: 'brick-online', node: name }],
  });
  return [draftHealed(parts, name, [reset])];
}

function draftReplacement(
  parts: StorageDraft,
  old: Brick,
  brick: Brick,
  after: readonly string[],
): readonly string[] {
  const { draft, snapshot, storage } = parts;
  const name = nodeNameOf(brick, parts);
  const leaves = [...snapshot.leaving.values()].find(({ node }) => node.fqdn === old.host);
  const alive = leaves?.dead === false && snapshot.state(leaves.node.name) !== undefined;
  const ready = alive ? ({ is: 'heal-finished' } as const) : ({ is: 'living-bricks-agree' } as const);
  const replace = draft.add({
    kind: 'replace-brick',
    node: name,
    at: stewardOf(snapshot).name,
    parameters: { volume: storage.volume, old: brickText(old), new: brickText(brick), dead: String(!alive) },
    after: draftReady(parts, name, ready, after),
    precondition: [{ is: 'peer-joined', node: name }, ready],
    postcondition: [
      { is: 'brick-in-volume', node: name },
      { is: 'brick-not-in-volume', host: old.host },
    ],
  });
  return draftDetachment(parts, { host: old.host, alive }, [draftHealed(parts, name, [replace])]);
}

/**
 * Whoever leaves, or has left when a departure was cut off, and is still in the pool without a brick: the steward is told.
 * What the pool knows besides is somebody else's (HAPY-E853).
 */
export function draftDetachments(parts: StorageDraft, after: readonly string[]): readonly string[] {
  const { snapshot } = parts;
  const { nodes, formerPeers = [] } = snapshot.spec;
  const { peers = [], volumes = [] } = stewardState(snapshot) ?? {};
  const leavers = [...snapshot.leaving.values()].map(({ node, dead }) => ({
    host: node.fqdn,
    alive: !dead && snapshot.state(node.name) !== undefined,
  }));
  const former = formerPeers.map((host) => ({ host, alive: false }));
  const gone = new Map([...former, ...leavers].map((each) => [each.host, each]));
  for (const { fqdn } of nodes) gone.delete(fqdn);
  let before = after;
  for (const leaver of gone.values()) {
    const known = peers.some(({ names }) => names.includes(leaver.host));
    const serves = volumes.some(({ bricks }) => bricks.some(({ host }) => host === leaver.host));
    if (known && !serves) before = draftDetachment(parts, leaver, before);
  }
  return before;
}

function draftDetachment(
  { draft, snapshot }: StorageDraft,
  { host, alive }: { readonly host: string; readonly alive: boolean },
  after: readonly string[],
): readonly string[] {
  const steward = stewardOf(snapshot).name;
  const detach = draft.add({
    kind: 'detach-peer',
    purpose: host.split('.')[0] ?? host,
    node: steward,
    parameters: { name: host, dead: String(!alive) },
    after,
    precondition: [{ is: 'brick-not-in-volume', host }],
    postcondition: [{ is: 'peer-gone', node: steward, host }],
  });
  return [detach];
}

function draftGrowth(
  parts: StorageDraft,
  bricks: readonly Brick[],
  after: readonly string[],
): readonly string[] {
  const { draft, snapshot, storage } = parts;
  const at = stewardOf(snapshot).name;
  const parameters = { volume: storage.volume, bricks: bricks.map(brickText).join(' ') };
  const add = draft.add({
    kind: 'add-bricks',
    node: at,
    parameters,
    after: draftReady(parts, at, { is: 'heal-finished' }, after),
    precondition: [
      ...bricks.map((brick) => ({ is: 'peer-joined', node: nodeNameOf(brick, parts) }) as const),
      { is: 'heal-finished' },
    ],
    postcondition: [{ is: 'volume-as-wanted' }],
  });
  return [add];
}

/** After an interruption what was exchanged last may still be filled: then that comes first. */
function draftReady(
  { draft, snapshot }: StorageDraft,
  name: string,
  ready: { readonly is: 'heal-finished' | 'living-bricks-agree' },
  after: readonly string[],
): readonly string[] {
  const exchanged = draft.actions.some(({ kind }) => kind === 'replace-brick' || kind === 'reset-brick');
  // A later exchange comes after the wait for the one before it.
  if (exchanged || holdsIn(ready, snapshot)) return after;
  const wait = draft.add({
    kind: 'await',
    purpose: `ready-for-${name}`,
    node: '',
    at: stewardOf(snapshot).name,
    after,
    postcondition: [ready],
    deadlineMs: healedWithinMs,
  });
  return [wait];
}

function draftHealed({ draft, snapshot }: StorageDraft, name: string, after: readonly string[]): string {
  return draft.add({
    kind: 'await',
    purpose: `healed-${name}`,
    node: '',
    at: stewardOf(snapshot).name,
    after,
    postcondition: [{ is: 'heal-finished' }],
    deadlineMs: healedWithinMs,
  });
}

function nodeNameOf({ host }: Brick, { snapshot }: StorageDraft): string {
  return snapshot.spec.nodes.find(({ fqdn }) => fqdn === host)?.name ?? host;
}
