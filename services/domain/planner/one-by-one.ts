import type { Condition } from '../condition.ts';
import { electedWithinMs } from '../election-timeouts.ts';
import { holdsIn } from '../holds.ts';
import { leaderPlace } from '../place.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';
import { type Draft, present } from './draft.ts';
import { draftFirstSeed } from './first-seed.ts';
import { namesOf } from './founders.ts';
import { announceWindow, draftEntering } from './joining.ts';
import { type SoleServer, soleServerOf } from './sole-server.ts';
import { draftConfigureMember, draftZoneEndpoint, memberToStart } from './steps.ts';

/**
 * One by one: index 0 leads a zone of its own, and then the others join it. It is the way for a version of
 * OpenNebula of which nobody has run or read that all servers may be added before there is high availability; it
 * needs nothing but what every zone does that grows. Its price is fact 7: between the addition of the second server
 * and its start the zone writes nothing, and no call of ours writes there in that time.
 *
 * What is done already is left out, and an interruption at any point is gone on from, within the window too. Gives
 * the id of the last action.
 */
export function draftOneByOne(draft: Draft, snapshot: Snapshot): string {
  const sole = soleServerOf(snapshot);
  const ready = sole === undefined ? draftLeadAlone(draft, snapshot) : draftSoleStart(draft, snapshot);
  // Alone it commits by itself, which proves that it leads. With a second in its pool, seen or not, it would hang.
  const written = isSeenAlone(sole, snapshot) ? draftZoneEndpoint(draft, snapshot, '', [ready], []) : ready;
  let last = written;
  for (const [place, node] of queueOf(draft, snapshot, sole).entries()) {
    last = draftNext({ draft, snapshot, sole }, node, place === 0, last);
  }
  return last;
}

/** A stopped server may have a second in its pool that nobody sees. */
function isSeenAlone(sole: SoleServer | undefined, snapshot: Snapshot): boolean {
  if (sole === undefined) return true;
  return sole.second === undefined && snapshot.state(snapshot.first.name)?.zone !== undefined;
}

/** Who joins, in the order of the spec; whom the pool names already comes first. */
function queueOf(draft: Draft, snapshot: Snapshot, sole: SoleServer | undefined): readonly SpecNode[] {
  const { first, spec } = snapshot;
  const joiners = spec.nodes.filter((node) => node !== first);
  for (const { name } of joiners) {
    if (snapshot.state(name) === undefined) draft.leave(name, 'joins-once-led');
  }
  const reporting = joiners.filter(({ name }) => snapshot.state(name) !== undefined);
  const second = sole?.second;
  if (second === undefined) return reporting;
  return [second, ...reporting.filter((node) => node !== second)].filter((node) => reporting.includes(node));
}

interface Growing {
  readonly draft: Draft;
  readonly snapshot: Snapshot;
  readonly sole: SoleServer | undefined;
}

function draftNext(
  { draft, snapshot, sole }: Growing,
  node: SpecNode,
  isSecond: boolean,
  last: string,
): string {
  const { name } = node;
  const named = isSecond && sole?.second === node;
  if (named) {
    const parameters = { node: name };
    draft.find({ code: 'HAPY-E422', severity: 'warning', node: name, parameters });
  }
  const toStart = memberToStart(name, snapshot);
  if (named && toStart.every((condition) => holdsIn(condition, snapshot))) {
    const start = draft.add({
      kind: 'start-oned',
      node: name,
      after: [last],
      precondition: toStart,
      postcondition: [{ is: 'serving-member', node: name }],
    });
    return draftZoneEndpoint(draft, snapshot, name, [start], [{ is: 'zone-in-sync' }]);
  }
  const at = isSecond ? snapshot.first.name : leaderPlace;
  // Whoever is held for the first seed needs no second hold.
  const entry = { at, inPool: named, prepared: sole === undefined };
  const entered = draftEntering(draft, snapshot, node, [last], entry);
  if (isSecond && !named) announceWindow(draft, node);
  return entered;
}

/** From wherever the nodes stand to index 0 as the leader of a zone of one, with everybody else held. */
function draftLeadAlone(draft: Draft, snapshot: Snapshot): string {
  const { first } = snapshot;
  const { name } = first;
  const reporting = snapshot.spec.nodes.filter((node) => snapshot.state(node.name) !== undefined);
  const about = { nodes: [name] };
  const held = namesOf(reporting, snapshot);
  const { seed, holds } = draftFirstSeed({ draft, snapshot, about, held, reporting });
  const after = [...present(seed), ...(seed === undefined ? holds.values() : [])];
  // Where the seed stands already, nobody has waited for those who are held only now.
  const allHeld = { is: 'all-held', ...held } as const;
  const seeded = { is: 'seed-exported', node: name, ...about } as const;
  const configured = draftConfigureMember(draft, snapshot, first, after, [seeded, allHeld]);
  const ready = [{ is: 'configured-member', node: name }, seeded] as const;
  return draftReady(draft, snapshot, [draftStart(draft, name, [configured], ready)]);
}

/** Index 0 is a member of its zone: it is started where it does not run. */
function draftSoleStart(draft: Draft, snapshot: Snapshot): string {
  const { name } = snapshot.first;
  const runs = holdsIn({ is: 'oned-running', node: name }, snapshot);
  return draftReady(
    draft,
    snapshot,
    runs ? [] : [draftStart(draft, name, [], memberToStart(name, snapshot))],
  );
}

function draftStart(
  draft: Draft,
  node: string,
  after: readonly string[],
  precondition: readonly Condition[],
): string {
  return draft.add({
    kind: 'start-oned',
    node,
    after,
    precondition,
    postcondition: [{ is: 'oned-running', node }],
  });
}

/** Its warm-up of 15 s and its election are over, or it is seen that only the second server is missing. */
function draftReady(draft: Draft, snapshot: Snapshot, after: readonly string[]): string {
  const node = snapshot.first.name;
  return draft.add({
    kind: 'await',
    purpose: 'ready-for-second',
    node: '',
    at: node,
    after,
    postcondition: [{ is: 'ready-for-second', node }],
    deadlineMs: electedWithinMs(snapshot),
  });
}
