import { hasAllCommitted } from '../committed.ts';
import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { everyServerServes } from '../waits-for-write.ts';
import type { Draft } from './draft.ts';
import { draftZoneEndpoint } from './steps.ts';

/**
 * Every server of the zone serves, and yet somebody lacks what is committed: in a zone in which nobody works, the
 * next write is ours (fact 8). Of a follower that has had nothing since its seed the leader may still count on from
 * before that seed, and send for ever what it has thrown away; so it is made to count anew, which is a write too.
 *
 * Gives the ids of the actions after which the zone is in sync, none where it is or where a write would not help.
 */
export function draftCatchingUp(
  draft: Draft,
  snapshot: Snapshot,
  after: readonly string[],
): readonly string[] {
  if (holdsIn({ is: 'zone-in-sync' }, snapshot) || !everyServerServes(snapshot)) return [];
  const stuck = snapshot.spec.nodes.filter(({ name }) => isWhereItsSeedEnds(name, snapshot));
  if (stuck.length === 0) return [draftZoneEndpoint(draft, snapshot, '', after, [{ is: 'zone-in-sync' }])];
  return stuck.map(({ name }) =>
    draft.add({
      kind: 'reset-zone-server',
      node: name,
      at: leaderPlace,
      after,
      precondition: [{ is: 'zone-led' }, { is: 'serving-member', node: name }],
      postcondition: [{ is: 'zone-in-sync' }],
    }),
  );
}

function isWhereItsSeedEnds(name: string, snapshot: Snapshot): boolean {
  const leader = snapshot.leader === undefined ? undefined : snapshot.state(snapshot.leader);
  const state = snapshot.state(name);
  const [own, leading, seed] = [state?.oned.raft, leader?.oned.raft, state?.seeds.imported];
  if (own === undefined || leading === undefined || seed === undefined || state === leader) return false;
  return !hasAllCommitted(own, leading) && own.logIndex <= seed.lastLogIndex;
}
