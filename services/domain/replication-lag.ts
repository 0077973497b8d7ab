import type { Snapshot } from './snapshot.ts';

/**
 * How many records each follower's log is behind the leader's, by name: of the members that answer, but for the leader.
 * Empty while nobody leads.
 */
export function lagsIn(snapshot: Snapshot): ReadonlyMap<string, number> {
  const { leader, spec } = snapshot;
  const lags = new Map<string, number>();
  const lead = leader === undefined ? undefined : snapshot.state(leader)?.oned.raft;
  if (lead === undefined) return lags;
  for (const { name } of spec.nodes) {
    const state = snapshot.state(name);
    const raft = state?.oned.raft;
    if (name === leader || raft === undefined || state?.guard.state !== 'member') continue;
    lags.set(name, Math.max(0, lead.logIndex - raft.logIndex));
  }
  return lags;
}
