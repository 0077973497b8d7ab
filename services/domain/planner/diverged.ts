import { servingMember } from '../of-snapshot.ts';
import type { NodeState } from '../observed.ts';
import type { Snapshot } from '../snapshot.ts';
import { majorityOf } from '../spec.ts';

/**
 * A follower at the leader's very place of the log whose database holds something else, while a majority, the leader
 * among it, holds the same. A server that joined with a database of its own is one, and a leader that was cut off
 * with a record on its hands: oned applies it before its successor's takes its place. No log brings them together.
 * Where the leader is alone with what it holds, nobody can say who is right.
 */
export function hasDiverged(state: NodeState, snapshot: Snapshot): boolean {
  const leader = snapshot.leader === undefined ? undefined : snapshot.state(snapshot.leader);
  if (leader?.zone === undefined || leader === state || !isLevel(state, leader, snapshot)) return false;
  if (state.database.contentDigest === leader.database.contentDigest) return false;
  const agreeing = [...snapshot.pool(leader.zone).entries.keys()].filter((name) => {
    const other = snapshot.state(name);
    return (
      other !== undefined &&
      isLevel(other, leader, snapshot) &&
      other.database.contentDigest === leader.database.contentDigest
    );
  });
  return agreeing.length >= majorityOf(leader.zone.servers.length);
}

/** Both hold all that the leader has written, so that what they hold can be compared; no digest, no comparison. */
function isLevel(state: NodeState, leader: NodeState, snapshot: Snapshot): boolean {
  const [own, leading] = [state.oned.raft, leader.oned.raft];
  if (own === undefined || leading === undefined || state.database.contentDigest === '') return false;
  if (!servingMember(state, snapshot)) return false;
  return own.term === leading.term && own.logTerm === leading.logTerm && own.logIndex === leading.logIndex;
}
