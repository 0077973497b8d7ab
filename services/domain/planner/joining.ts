import { leaderPlace, type Place } from '../place.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { endpointOf, type SpecNode } from '../spec.ts';
import { draftCatchingUp } from './catching-up.ts';
import { type Draft, present } from './draft.ts';
import {
  draftAwaitFit,
  draftConfigureMember,
  draftInstantiate,
  draftZoneEndpoint,
  importParameters,
} from './steps.ts';

/**
 * Joining: the zone is led, and nodes of the spec are not serving in it yet. They come one after the other,
 * and nothing is added before the last one is in sync. The order within each is the one that was shown to
 * need no second write and to leave no follower behind: add, seed, restore, start (opennebula.md section 1
 * C, fact 8). Gives the id of the last action, or nothing when every node serves.
 */
export function draftJoining(
  draft: Draft,
  snapshot: Snapshot,
  entering: Entering = { expected: [], after: undefined },
): string | undefined {
  const { expected } = entering;
  // Who is expected may still be a machine that nobody has heard of, with the name of one that leaves.
  const isNew = (name: string) =>
    snapshot.leaving.has(name) || (expected.includes(name) && !isInPool(name, snapshot));
  const absent = snapshot.spec.nodes.filter(
    ({ name }) =>
      isNew(name) ||
      (snapshot.state(name) !== undefined && !holdsIn({ is: 'serving-member', node: name }, snapshot)),
  );
  // Those that are servers already come first: nothing may be added while one of them is missing.
  const returning =
    entering.returned === true ? [] : absent.filter(({ name }) => !isNew(name) && isInPool(name, snapshot));
  const newcomers = absent.filter(({ name }) => isNew(name) || !isInPool(name, snapshot));
  const missing = missingServer(snapshot);
  // A second server takes the quorum away until it serves, and with it whom we would call the leader.
  const alone = snapshot.leaderZone?.servers.length === 1 ? snapshot.leader : undefined;
  let last: string | undefined = entering.after;
  const returns = { at: leaderPlace, inPool: true };
  for (const node of returning) {
    const after = present(last);
    last = draftReturn(draft, snapshot, node, after) ?? draftSeeding(draft, snapshot, node, after, returns);
  }
  if (returning.length > 0) {
    const whole = missing === undefined ? [{ is: 'zone-in-sync' } as const] : [];
    last = draftZoneEndpoint(draft, snapshot, '', present(last), whole);
  }
  const comes = newcomers.length > 0 && entering.onlyServers !== true;
  // Nothing is added before the last one is in sync, and in a quiet zone a follower waits for a write for ever.
  if (comes && returning.length === 0) {
    last = draftCatchingUp(draft, snapshot, present(last)).at(-1) ?? last;
  }
  for (const node of comes ? newcomers : []) {
    if (missing !== undefined) {
      draft.leave(node.name, 'server-missing', { server: missing });
      continue;
    }
    const ready = isNew(node.name) ? draftAwaitFit(draft, snapshot, node.name, present(last)) : present(last);
    const second = alone !== undefined && node === newcomers[0];
    const at = second ? alone : leaderPlace;
    last = draftEntering(draft, snapshot, node, ready, { at, inPool: isInPool(node.name, snapshot) });
    if (second) announceWindow(draft, node);
  }
  return last;
}

/** How a node comes in that the zone's database has never reached. */
interface Entry {
  /** Who leads: the server itself where it is the only one, since it does not count as leading until the second serves. */
  readonly at: Place;
  readonly inPool: boolean;
  /** It is instantiated and held by an action before. */
  readonly prepared?: boolean;
}

/** Add, seed, restore, start, and the write that proves it. */
export function draftEntering(
  draft: Draft,
  snapshot: Snapshot,
  node: SpecNode,
  after: readonly string[],
  entry: Entry,
): string {
  const serving = draftSeeding(draft, snapshot, node, after, entry);
  const proved = [{ is: 'serving-member', node: node.name }, { is: 'zone-in-sync' }] as const;
  return draftZoneEndpoint(draft, snapshot, node.name, [serving], proved);
}

/** Says before anything is done for how long the zone will write nothing (fact 7): what its actions may take at most. */
export function announceWindow(draft: Draft, second: SpecNode): void {
  const ids = new Set<string>();
  let longestMs = 0;
  for (const action of draft.actions) {
    const begins = action.kind === 'add-zone-server' && action.node === second.name;
    const goesOn = action.after.some((id) => ids.has(id)) && action.kind !== 'set-zone-endpoint';
    if (!begins && !goesOn) continue;
    ids.add(action.id);
    longestMs += action.deadlineMs;
  }
  const parameters = { node: second.name, minutes: String(Math.ceil(longestMs / 60_000)) };
  draft.find({ code: 'HAPY-E420', severity: 'warning', node: second.name, parameters });
}

/** Who is expected to join, and the action after which the zone has no place for the dead any more. */
export interface Entering {
  readonly expected: readonly string[];
  readonly after: string | undefined;
  /** Nobody comes in who is not in the zone's pool. */
  readonly onlyServers?: boolean;
  /** Those that were merely down are on their way back already. */
  readonly returned?: boolean;
}

/** Servers of the pool that do not serve, one after the other. Gives the last action, or nothing. */
export function draftReturning(draft: Draft, snapshot: Snapshot): string | undefined {
  return draftJoining(draft, snapshot, { expected: [], after: undefined, onlyServers: true });
}

function isInPool(node: string, snapshot: Snapshot): boolean {
  return !holdsIn({ is: 'server-not-in-pool', node, at: leaderPlace }, snapshot);
}

/** A server of the pool that nobody can bring back: its node does not report, or is not in the spec. */
function missingServer(snapshot: Snapshot): string | undefined {
  const zone = snapshot.leaderZone;
  if (zone === undefined) return undefined;
  const pool = snapshot.pool(zone);
  const foreign = pool.foreign[0]?.name;
  const silent = [...pool.entries.keys()].find(
    (name) => snapshot.state(name) === undefined && !snapshot.leaving.has(name),
  );
  return foreign ?? silent;
}

/** A member whose oned is down, or still electing, needs no seed: the leader's log brings it up to date. */
function draftReturn(
  draft: Draft,
  snapshot: Snapshot,
  node: SpecNode,
  after: readonly string[],
): string | undefined {
  const configured = { is: 'configured-member', node: node.name } as const;
  // Whoever has become a member has the zone's database: by a seed, as index 0, or since before it was adopted.
  if (!holdsIn(configured, snapshot)) return undefined;
  return draft.add({
    kind: 'start-oned',
    node: node.name,
    after,
    precondition: [configured, { is: 'zone-led' }],
    postcondition: [{ is: 'serving-member', node: node.name }],
  });
}

/** Everything a node needs that the zone's database has never reached. */
function draftSeeding(
  draft: Draft,
  snapshot: Snapshot,
  node: SpecNode,
  after: readonly string[],
  { at, inPool, prepared }: Entry,
): string {
  const { name } = node;
  const held = { is: 'held', node: name } as const;
  // What the old machine of that name is says nothing about the new one.
  const replaces = snapshot.leaving.has(name);
  let before = prepared === true ? after : draftHeld(draft, snapshot, name, after);
  const added = { is: 'server-in-pool', node: name, at } as const;
  if (replaces || !inPool) {
    const add = draft.add({
      kind: 'add-zone-server',
      node: name,
      at,
      parameters: { name: node.fqdn, endpoint: endpointOf(node) },
      after: before,
      precondition: [{ is: 'zone-in-sync' }, held, { is: 'server-not-in-pool', node: name, at }],
      postcondition: [added],
    });
    before = [add];
  }
  const seed = draft.add({
    kind: 'export-seed',
    purpose: name,
    node: '',
    at,
    after: before,
    precondition: [added],
    postcondition: [{ is: 'seed-exported', node: at, for: name }],
  });
  const imported = draft.add({
    kind: 'import-seed',
    node: name,
    parameters: importParameters(draft, snapshot, name, at),
    after: [seed],
    precondition: [held, { is: 'seed-exported', node: at, for: name }],
    postcondition: [{ is: 'seed-imported', node: name }],
  });
  const configured = draftConfigureMember(
    draft,
    snapshot,
    node,
    [imported],
    [{ is: 'seed-imported', node: name }],
  );
  return draft.add({
    kind: 'start-oned',
    node: name,
    after: [configured],
    precondition: [{ is: 'configured-member', node: name }, added],
    postcondition: [{ is: 'serving-member', node: name }],
  });
}

/** Instantiated and held, where it is not: an instance starts oned at its end. */
function draftHeld(
  draft: Draft,
  snapshot: Snapshot,
  node: string,
  after: readonly string[],
): readonly string[] {
  const held = { is: 'held', node } as const;
  // What is known of the machine that leaves says nothing of the one that takes its place.
  const replaces = snapshot.leaving.has(node) && snapshot.spec.platform === 'eole';
  const instantiated = replaces
    ? draft.add({ kind: 'instantiate', node, after, postcondition: [{ is: 'instantiated', node }] })
    : draftInstantiate(draft, snapshot, node, after);
  if (instantiated === undefined && holdsIn(held, snapshot)) return after;
  const before = instantiated === undefined ? after : [instantiated];
  return [draft.add({ kind: 'hold-oned', node, after: before, postcondition: [held] })];
}
