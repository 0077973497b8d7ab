import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { endpointOf, type SpecNode } from '../spec.ts';
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
  let last: string | undefined = entering.after;
  for (const node of returning) {
    const after = present(last);
    last = draftReturn(draft, snapshot, node, after) ?? draftSeeding(draft, snapshot, node, after);
  }
  if (returning.length > 0) {
    const whole = missing === undefined ? [{ is: 'zone-in-sync' } as const] : [];
    last = draftZoneEndpoint(draft, snapshot, '', present(last), whole);
  }
  for (const node of entering.onlyServers === true ? [] : newcomers) {
    if (missing !== undefined) {
      draft.leave(node.name, 'server-missing', { server: missing });
      continue;
    }
    const ready = isNew(node.name) ? draftAwaitFit(draft, snapshot, node.name, present(last)) : present(last);
    const serving = draftSeeding(draft, snapshot, node, ready);
    const proved = [{ is: 'serving-member', node: node.name }, { is: 'zone-in-sync' }] as const;
    last = draftZoneEndpoint(draft, snapshot, node.name, [serving], proved);
  }
  return last;
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
function draftSeeding(draft: Draft, snapshot: Snapshot, node: SpecNode, after: readonly string[]): string {
  const { name } = node;
  const held = { is: 'held', node: name } as const;
  // What the old machine of that name is says nothing about the new one.
  const replaces = snapshot.leaving.has(name);
  const instantiated = replaces
    ? draft.add({
        kind: 'instantiate',
        node: name,
        after,
        postcondition: [{ is: 'instantiated', node: name }],
      })
    : draftInstantiate(draft, snapshot, name, after);
  let before: readonly string[] = instantiated === undefined ? after : [instantiated];
  if (instantiated !== undefined || !holdsIn(held, snapshot)) {
    before = [draft.add({ kind: 'hold-oned', node: name, after: before, postcondition: [held] })];
  }
  const inPool = { is: 'server-in-pool', node: name, at: leaderPlace } as const;
  if (replaces || !isInPool(name, snapshot)) {
    const add = draft.add({
      kind: 'add-zone-server',
      node: name,
      at: leaderPlace,
      parameters: { name: node.fqdn, endpoint: endpointOf(node) },
      after: before,
      precondition: [{ is: 'zone-in-sync' }, held, { is: 'server-not-in-pool', node: name, at: leaderPlace }],
      postcondition: [inPool],
    });
    before = [add];
  }
  const seed = draft.add({
    kind: 'export-seed',
    purpose: name,
    node: '',
    at: leaderPlace,
    after: before,
    precondition: [inPool],
    postcondition: [{ is: 'seed-exported', node: leaderPlace, for: name }],
  });
  const imported = draft.add({
    kind: 'import-seed',
    node: name,
    parameters: importParameters(draft, snapshot, name, leaderPlace),
    after: [seed],
    precondition: [held, { is: 'seed-exported', node: leaderPlace, for: name }],
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
    precondition: [{ is: 'configured-member', node: name }, inPool],
    postcondition: [{ is: 'serving-member', node: name }],
  });
}
