import { coordinatorPlace, leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import { hostOf } from '../of-snapshot.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Departure, endpointOf } from '../spec.ts';
import { type Draft, present } from './draft.ts';

/** Moving machines away is a person's work, or their owners'. */
const drainedWithinMs = 4 * 60 * 60_000;

/**
 * Nodes on their way out, one after the other. One that lives is emptied, stopped (its leadership goes to another
 * by that) and only then removed: a server that runs while it is removed disturbs the zone for ever (opennebula.md,
 * fact 11). Of one that is dead the identity is made worthless first, so that it cannot come back while its place
 * is cleared. Gives the id of the last action.
 */
export function draftDeparting(
  draft: Draft,
  snapshot: Snapshot,
  after: string | undefined,
): string | undefined {
  let last = after;
  for (const departure of snapshot.leaving.values()) {
    last = departure.dead
      ? draftBurial(draft, snapshot, departure, present(last))
      : draftLeave(draft, snapshot, departure, present(last));
  }
  return last;
}

/** Of those that leave alive: the servers that are stopped for it already. */
export function draftStoppedLeave(draft: Draft, snapshot: Snapshot): string | undefined {
  let after: readonly string[] = [];
  for (const departure of snapshot.leaving.values()) {
    const stopped = { is: 'stopped', node: departure.node.name } as const;
    if (!departure.dead && holdsIn(stopped, snapshot)) {
      after = draftServerRemoval(draft, snapshot, departure, after, [stopped]);
    }
  }
  return after.at(-1);
}

function draftLeave(
  draft: Draft,
  snapshot: Snapshot,
  departure: Departure,
  after: readonly string[],
): string {
  const { name } = departure.node;
  const pool = { is: 'server-not-in-pool', node: name, at: leaderPlace } as const;
  const stopped = draftStop(draft, snapshot, departure, draftDrain(draft, snapshot, departure, after));
  const removed = draftServerRemoval(draft, snapshot, departure, stopped, [{ is: 'stopped', node: name }]);
  const gone = draftHostRemoval(draft, snapshot, departure, removed);
  const barred = draftBar(draft, departure, gone, [pool]);
  return draftForget(draft, departure, barred);
}

function draftBurial(
  draft: Draft,
  snapshot: Snapshot,
  departure: Departure,
  after: readonly string[],
): string {
  const unheard = { is: 'unheard', node: departure.node.name } as const;
  const barred = draftBar(draft, departure, after, [unheard]);
  const removed = draftServerRemoval(draft, snapshot, departure, barred, [unheard]);
  // The replacement takes the host over, and with it the record of the machines that ran there.
  const hosts = hostOf(departure.node.name, snapshot)?.runningVms ?? 0;
  const sameHost = snapshot.spec.nodes.some(({ fqdn }) => fqdn === departure.node.fqdn);
  const gone =
    hosts > 0 && sameHost ? removed : draftHostRemoval(draft, snapshot, departure, removed, hosts > 0);
  return draftForget(draft, departure, gone);
}

/** Nothing new comes to its host, and nothing is left on it. */
function draftDrain(
  draft: Draft,
  snapshot: Snapshot,
  { node }: Departure,
  after: readonly string[],
): readonly string[] {
  if (hostOf(node.name, snapshot) === undefined) return after;
  const disabled = { is: 'host-disabled', node: node.name } as const;
  const drained = { is: 'drained', node: node.name } as const;
  let before = after;
  if (!holdsIn(disabled, snapshot)) {
    const disable = draft.add({
      kind: 'disable-host',
      node: node.name,
      at: leaderPlace,
      parameters: { name: node.fqdn },
      after,
      precondition: [{ is: 'zone-led' }, { is: 'quorum-without', node: node.name }],
      postcondition: [disabled],
    });
    before = [disable];
  }
  if (holdsIn(drained, snapshot)) return before;
  const wait = draft.add({
    kind: 'await',
    purpose: `drained-${node.name}`,
    node: '',
    at: leaderPlace,
    after: before,
    postcondition: [drained],
    deadlineMs: drainedWithinMs,
  });
  return [wait];
}

function draftStop(
  draft: Draft,
  snapshot: Snapshot,
  { node }: Departure,
  after: readonly string[],
): readonly string[] {
  const { name } = node;
  const held = { is: 'held', node: name } as const;
  if (snapshot.state(name) === undefined || holdsIn(held, snapshot)) return after;
  const member = !holdsIn({ is: 'server-not-in-pool', node: name, at: leaderPlace }, snapshot);
  const hold = draft.add({
    kind: 'hold-oned',
    node: name,
    after,
    precondition: member
      ? [{ is: 'undisturbed' }, { is: 'quorum-without', node: name }, { is: 'drained', node: name }]
      : [],
    // A leader is followed by another one by the time this has finished.
    postcondition: [held, { is: 'not-leading', node: name }],
  });
  return [hold];
}

function draftServerRemoval(
  draft: Draft,
  snapshot: Snapshot,
  { node }: Departure,
  after: readonly string[],
  ready: Parameters<Draft['add']>[0]['precondition'] & object,
): readonly string[] {
  const removed = { is: 'server-not-in-pool', node: node.name, at: leaderPlace } as const;
  if (holdsIn(removed, snapshot)) return after;
  const zone = snapshot.leaderZone;
  const entries = zone === undefined ? undefined : snapshot.pool(zone).entries.get(node.name);
  // What EOLE or a person has entered may have another form than ours.
  const { name, endpoint } = entries?.[0] ?? { name: node.fqdn, endpoint: endpointOf(node) };
  const remove = draft.add({
    kind: 'remove-zone-server',
    node: node.name,
    at: leaderPlace,
    parameters: { name, endpoint },
    after,
    precondition: [{ is: 'zone-led' }, ...ready],
    postcondition: [removed],
  });
  return [remove];
}

function draftHostRemoval(
  draft: Draft,
  snapshot: Snapshot,
  { node }: Departure,
  after: readonly string[],
  occupied = false,
): readonly string[] {
  const absent = { is: 'host-absent', node: node.name } as const;
  if (holdsIn(absent, snapshot)) return after;
  const remove = draft.add({
    kind: 'remove-host',
    node: node.name,
    at: leaderPlace,
    parameters: { name: node.fqdn },
    after,
    precondition: occupied ? [{ is: 'zone-led' }] : [{ is: 'zone-led' }, { is: 'drained', node: node.name }],
    postcondition: [absent],
  });
  return [remove];
}

function draftBar(
  draft: Draft,
  { node, barred }: Departure,
  after: readonly string[],
  ready: Parameters<Draft['add']>[0]['precondition'] & object,
): readonly string[] {
  if (barred) return after;
  const bar = draft.add({
    kind: 'bar-identity',
    node: node.name,
    at: coordinatorPlace,
    after,
    precondition: ready,
    postcondition: [{ is: 'identity-barred', node: node.name }],
  });
  return [bar];
}

function draftForget(draft: Draft, { node }: Departure, after: readonly string[]): string {
  return draft.add({
    kind: 'forget-node',
    node: node.name,
    at: coordinatorPlace,
    after,
    precondition: [
      { is: 'identity-barred', node: node.name },
      { is: 'server-not-in-pool', node: node.name, at: leaderPlace },
    ],
    postcondition: [{ is: 'forgotten', node: node.name }],
  });
}
