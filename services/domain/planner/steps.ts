import { type Condition, leaderPlace, type Place } from '../condition.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { electionTimeoutMsOf, endpointOf, type SpecNode, zoneEndpointOf } from '../spec.ts';
import type { Draft } from './draft.ts';

// Steps that more than one way to the zone is made of.

/** `instance`, when it was never finished on the node. */
export function draftInstantiate(
  draft: Draft,
  snapshot: Snapshot,
  node: string,
  after: readonly string[],
): string | undefined {
  const done = { is: 'instantiated', node } as const;
  if (holdsIn(done, snapshot)) return undefined;
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
    parameters: {
      vip: snapshot.spec.vip.address,
      endpoint: endpointOf(node),
      electionTimeoutMs: String(electionTimeoutMsOf(snapshot.indexes.get(node.name) ?? 0)),
    },
    after,
    precondition: [{ is: 'held', node: node.name }, ...ready],
    postcondition: [{ is: 'configured-member', node: node.name }],
  });
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
): string {
  return draft.add({
    kind: 'set-zone-endpoint',
    node,
    at: leaderPlace,
    parameters: { endpoint: zoneEndpointOf(snapshot.spec) },
    after,
    precondition: [{ is: 'zone-led' }],
    postcondition: [{ is: 'zone-endpoint-set' }, ...proved],
  });
}
