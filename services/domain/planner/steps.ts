import type { Condition } from '../condition.ts';
import { timeoutsClash } from '../drifted-keys.ts';
import { leaderPlace, type Place } from '../place.ts';
import { holdsIn } from '../holds.ts';
import { oncePerSnapshot } from '../once-per-snapshot.ts';
import type { Snapshot } from '../snapshot.ts';
import { electionBaseMs, electionTimeoutMsOf } from '../election-timeouts.ts';
import { endpointOf, type SpecNode, zoneEndpointOf } from '../spec.ts';
import type { Draft } from './draft.ts';

// Steps that more than one way to the zone is made of.

/** `instance`, when it was never finished on the node. Only EOLE has it. */
export function draftInstantiate(
  draft: Draft,
  snapshot: Snapshot,
  node: string,
  after: readonly string[],
): string | undefined {
  const done = { is: 'instantiated', node } as const;
  if (snapshot.spec.platform !== 'eole' || holdsIn(done, snapshot)) return undefined;
  return draft.add({ kind: 'instantiate', node, after, postcondition: [done] });
}

/** Where the seed comes from and, when a person has allowed it, which database it may replace. */
export function importParameters(
  draft: Draft,
  snapshot: Snapshot,
  node: string,
  from: Place,
): Readonly<Record<string, string>> {
  const digest = draft.discardDatabases.get(node);
  const holdsData = snapshot.state(node)?.database.pristine === false;
  return digest === undefined || !holdsData ? { from } : { from, discardDatabaseDigest: digest };
}

/** How long a plan waits for a person to bring a new machine to the point where its agent answers. */
const joinedWithinMs = 4 * 60 * 60_000;

/** The new machine answers with a certificate of its own, and nothing on it forbids that it joins. */
export function draftAwaitFit(
  draft: Draft,
  snapshot: Snapshot,
  node: string,
  after: readonly string[],
): readonly string[] {
  const discard = draft.discardDatabases.get(node);
  const fit = { is: 'fit-to-join', node, ...(discard === undefined ? {} : { discard }) } as const;
  if (!snapshot.leaving.has(node) && holdsIn(fit, snapshot)) return after;
  return [
    draft.add({
      kind: 'await',
      purpose: `joined-${node}`,
      node: '',
      at: node,
      after,
      postcondition: [fit],
      deadlineMs: joinedWithinMs,
    }),
  ];
}

/** The node's guard and oned.conf say which server it is. Its oned is held until then. */
export function draftConfigureMember(
  draft: Draft,
  snapshot: Snapshot,
  node: SpecNode,
  after: readonly string[],
  ready: readonly Condition[],
): string {
  return draft.add({
    kind: 'configure-member',
    node: node.name,
    parameters: memberParameters(snapshot, node),
    after,
    precondition: [{ is: 'held', node: node.name }, ...ready],
    postcondition: [{ is: 'configured-member', node: node.name }],
  });
}

/**
 * What must hold before a member is started. One that was cut off between its identity and its oned.conf needs nothing more than the
 * identity, by which the guard writes the file before each start.
 */
export function memberToStart(node: string, snapshot: Snapshot): readonly Condition[] {
  const configured = { is: 'configured-member', node } as const;
  return !holdsIn(configured, snapshot) && isIdentified(node, snapshot) ? [] : [configured];
}

/** Whether the node's identity is that of its server in this zone, whatever its oned.conf says at this moment. */
function isIdentified(node: string, snapshot: Snapshot): boolean {
  const { state, clusterId, serverId } = snapshot.state(node)?.guard ?? {};
  const id = snapshot.serverIdOf(node);
  return id !== undefined && state === 'member' && clusterId === snapshot.spec.clusterId && serverId === id;
}

/**
 * Index 0 runs; that it answers is not waited for. A start takes up to 24 s where the warm-up that it begins takes
 * 15 s: with the others started only then, index 0 stood several times in vain, in term 5 on a real zone.
 */
export function draftFirstRunning(draft: Draft, snapshot: Snapshot, after: readonly string[]): string {
  const first = snapshot.first.name;
  return draft.add({
    kind: 'await',
    purpose: 'first-running',
    node: '',
    at: first,
    after,
    postcondition: [{ is: 'oned-running', node: first }],
  });
}

/** The same keys for a member that runs: they are what its oned.conf should say, and count from its next start. */
export function draftMemberKeys(draft: Draft, snapshot: Snapshot, node: SpecNode): string {
  const { name } = node;
  return draft.add({
    kind: 'configure-member',
    purpose: 'keys',
    node: name,
    parameters: {
      ...memberParameters(snapshot, node),
      electionTimeoutMs: String(ownElectionTimeoutMs(snapshot, name)),
    },
    after: [],
    precondition: [{ is: 'adopted', node: name }],
    postcondition: [{ is: 'keys-in-place', node: name }],
  });
}

function memberParameters(snapshot: Snapshot, node: SpecNode): Readonly<Record<string, string>> {
  return {
    vip: snapshot.spec.vip.address,
    endpoint: endpointOf(node),
    electionTimeoutMs: String(freeElectionTimeoutMs(snapshot, node.name)),
  };
}

/** Which members have which election time-out. */
const timeoutTakers = oncePerSnapshot((snapshot) => {
  const takers = new Map<number, string[]>();
  for (const { node, guard, configuration } of snapshot.states()) {
    if (guard.state !== 'member') continue;
    const names = takers.get(configuration.electionTimeoutMs);
    if (names === undefined) takers.set(configuration.electionTimeoutMs, [node]);
    else names.push(node);
  }
  return takers;
});

/**
 * Where two are the same all members are put back to what their index says, at once: that one has it today does not
 * mean that it is taken.
 */
function ownElectionTimeoutMs(snapshot: Snapshot, node: string): number {
  if (!timeoutsClash(snapshot)) return freeElectionTimeoutMs(snapshot, node);
  return electionTimeoutMsOf(snapshot.indexes.get(node) ?? 0, electionBaseMs(snapshot));
}

/** By the node's index; after a removal the others have kept theirs, so that the next free one is taken. */
function freeElectionTimeoutMs(snapshot: Snapshot, node: string): number {
  const takers = timeoutTakers(snapshot);
  const isTaken = (ms: number) => takers.get(ms)?.some((name) => name !== node) === true;
  let step = snapshot.indexes.get(node) ?? 0;
  const baseMs = electionBaseMs(snapshot);
  while (isTaken(electionTimeoutMsOf(step, baseMs))) step += 1;
  return electionTimeoutMsOf(step, baseMs);
}

/**
 * Writes the virtual endpoint into the zone. It is also the forced write: a fresh follower stays a record
 * behind until the next one (fact 8), and only a write proves that the leader has a quorum (fact 9).
 */
export function draftZoneEndpoint(
  draft: Draft,
  snapshot: Snapshot,
  node: string,
  after: readonly string[],
  proved: readonly Condition[],
  purpose?: string,
): string {
  return draft.add({
    kind: 'set-zone-endpoint',
    ...(purpose === undefined ? {} : { purpose }),
    node,
    at: leaderPlace,
    parameters: { endpoint: zoneEndpointOf(snapshot.spec) },
    after,
    precondition: [{ is: 'zone-led' }],
    postcondition: [{ is: 'zone-endpoint-set' }, ...proved],
  });
}
