import { hasAllCommitted } from './committed.ts';
import { servingMember } from './of-snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** Whether each server of the zone is one of ours that serves as its member. */
export function everyServerServes(snapshot: Snapshot): boolean {
  const zone = snapshot.leaderZone;
  if (zone === undefined) return false;
  const { entries, foreign } = snapshot.pool(zone);
  return (
    foreign.length === 0 &&
    [...entries].every(([name, servers]) => {
      const state = snapshot.state(name);
      return servers.length === 1 && state !== undefined && servingMember(state, snapshot);
    })
  );
}

/**
 * The index of the last record of a zone in which every server serves, and one of them lacks a record that the others
 * have. A real leader sends it again with the next write only (fact 8; seen once more on a real zone after a fail-over
 * in which nobody worked). Undefined where nothing is lacking, or where a write would not help.
 */
export function indexOfLackedRecord(snapshot: Snapshot): number | undefined {
  const leading = snapshot.leader === undefined ? undefined : snapshot.state(snapshot.leader)?.oned.raft;
  if (leading === undefined || !everyServerServes(snapshot)) return undefined;
  const lacking = [...snapshot.states()].some(
    ({ oned: { raft } }) => raft !== undefined && !hasAllCommitted(raft, leading),
  );
  return lacking ? leading.logIndex : undefined;
}
