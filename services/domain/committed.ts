import type { Raft } from './observed.ts';

/**
 * A zone that is used always has a record on its way, so equal indexes would be luck: what counts is that nothing
 * committed is missing. A fresh follower that waits for the next write (fact 8) misses a record that is.
 */
export function hasAllCommitted(own: Raft, leader: Raft): boolean {
  if (own.logIndex < leader.commit) return false;
  return own.logIndex === leader.logIndex ? own.logTerm === leader.logTerm : own.logTerm <= leader.logTerm;
}
