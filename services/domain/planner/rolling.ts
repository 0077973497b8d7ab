import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import type { Intent } from '../intent.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';
import { draftCatchingUp } from './catching-up.ts';
import type { Draft } from './draft.ts';
import { draftResuming } from './resuming.ts';
import { draftZoneEndpoint } from './steps.ts';

type Rollout = Extract<Intent, { verb: 'reconfigure' }>;

/**
 * A reconfigure of every node that is asked for: whoever is no voter first, then one voter at a time, each only
 * while all are in sync and a majority is left without it; the leader last, after its leadership has gone to
 * another. A failure stops it with everybody else whole. Gives the id of the last action.
 */
export function draftRolling(draft: Draft, snapshot: Snapshot, rollout: Rollout): string | undefined {
  const { leader } = snapshot;
  const asked = snapshot.spec.nodes.filter(({ name }) => isAsked(name, snapshot, rollout));
  const voters = asked.filter(({ name }) => isVoter(name, snapshot));
  const followers = voters.filter(({ name }) => name !== leader);
  const last = voters.find(({ name }) => name === leader);
  let before = draftOthers(
    draft,
    rollout,
    asked.filter((node) => !voters.includes(node)),
  );
  // A zone that has lost its quorum first gets it back: whoever leads then is the last of the next plan.
  if (voters.length > 0 && leader === undefined) return draftResuming(draft, snapshot);
  if (voters.length > 0) before = draftReturns(draft, snapshot, before);
  if (voters.length > 0 && before.length === 0 && !holdsIn({ is: 'zone-in-sync' }, snapshot)) {
    draft.find({ code: 'HAPY-E570', severity: 'error', node: '', parameters: {} });
    return undefined;
  }
  for (const { name } of followers) before = draftVoter(draft, snapshot, rollout, name, before);
  if (last !== undefined) {
    before = draftHandOver(draft, snapshot, last.name, before);
    before = draftVoter(draft, snapshot, rollout, last.name, before);
  }
  return before.at(-1);
}

function isAsked(name: string, snapshot: Snapshot, { nodes, id }: Rollout): boolean {
  if (snapshot.state(name) === undefined) return false;
  if (nodes.length > 0 && !nodes.includes(name)) return false;
  return !holdsIn({ is: 'rolled-out', node: name, id }, snapshot);
}

/** While nobody leads nobody can tell the pool, and a member is a voter all the same. */
export function isVoter(name: string, snapshot: Snapshot): boolean {
  if (snapshot.leader === undefined) return snapshot.state(name)?.guard.state === 'member';
  return !holdsIn({ is: 'server-not-in-pool', node: name, at: leaderPlace }, snapshot);
}

function draftOthers(draft: Draft, { id, parallel }: Rollout, nodes: readonly SpecNode[]): readonly string[] {
  let before: readonly string[] = [];
  const all: string[] = [];
  for (const { name } of nodes) {
    const reconfigure = draft.add({
      kind: 'reconfigure',
      node: name,
      parameters: { rollout: id },
      after: parallel ? [] : before,
      precondition: [{ is: 'undisturbed' }],
      postcondition: [{ is: 'rolled-out', node: name, id }],
    });
    before = [reconfigure];
    all.push(reconfigure);
  }
  return all;
}

/** Whoever an interrupted rollout has left down comes back before another one goes. */
function draftReturns(draft: Draft, snapshot: Snapshot, after: readonly string[]): readonly string[] {
  let before = after;
  let returns = false;
  for (const { name } of snapshot.spec.nodes) {
    const configured = { is: 'configured-member', node: name } as const;
    const serving = { is: 'serving-member', node: name } as const;
    if (!isVoter(name, snapshot) || holdsIn(serving, snapshot) || !holdsIn(configured, snapshot)) continue;
    const start = draft.add({
      kind: 'start-oned',
      node: name,
      after: before,
      precondition: [configured, { is: 'zone-led' }],
      postcondition: [serving],
    });
    before = [start];
    returns = true;
  }
  if (returns) return [draftZoneEndpoint(draft, snapshot, '', before, [{ is: 'zone-in-sync' }])];
  const caughtUp = draftCatchingUp(draft, snapshot, before);
  return caughtUp.length === 0 ? before : caughtUp;
}

function draftVoter(
  draft: Draft,
  snapshot: Snapshot,
  { id }: Rollout,
  name: string,
  after: readonly string[],
): readonly string[] {
  const reconfigure = draft.add({
    kind: 'reconfigure',
    node: name,
    parameters: { rollout: id },
    after,
    precondition: [{ is: 'undisturbed' }, { is: 'zone-in-sync' }, { is: 'quorum-without', node: name }],
    postcondition: [
      { is: 'rolled-out', node: name, id },
      { is: 'serving-member', node: name },
    ],
  });
  // What was written while it was down reaches it with the next write only (fact 8).
  return [draftZoneEndpoint(draft, snapshot, name, [reconfigure], [{ is: 'zone-in-sync' }])];
}

/** The leader's oned stops while all others are in sync, so one of them is elected; then it comes back. */
function draftHandOver(
  draft: Draft,
  snapshot: Snapshot,
  name: string,
  after: readonly string[],
): readonly string[] {
  const other = { is: 'not-leading', node: name } as const;
  const stop = draft.add({
    kind: 'stop-oned',
    node: name,
    after,
    precondition: [{ is: 'undisturbed' }, { is: 'zone-in-sync' }, { is: 'quorum-without', node: name }],
    postcondition: [other],
  });
  const start = draft.add({
    kind: 'start-oned',
    node: name,
    after: [stop],
    precondition: [{ is: 'configured-member', node: name }, other],
    postcondition: [{ is: 'serving-member', node: name }],
  });
  return [draftZoneEndpoint(draft, snapshot, '', [start], [{ is: 'zone-in-sync' }], 'handed-over')];
}
