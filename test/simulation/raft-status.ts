import type { RaftMachine } from '../../sandbox/double/raft/machine.ts';
import type { Raft } from '../../services/domain/observed.ts';

export const states = ['solo', 'candidate', 'follower', 'leader'] as const;

const solo: Raft = {
  serverId: -1,
  state: 'solo',
  term: 0,
  votedFor: -1,
  commit: -1,
  logIndex: -1,
  logTerm: -1,
  federationIndex: -1,
};

/** What a server says of itself; one that takes no part in any Raft runs alone. */
export function statusOf(machine: RaftMachine | undefined): Raft {
  if (machine === undefined) return solo;
  return {
    serverId: machine.serverId,
    state: states[machine.state],
    term: machine.term,
    votedFor: machine.votedFor,
    commit: machine.commit,
    logIndex: machine.log.lastIndex,
    logTerm: machine.log.lastTerm,
    federationIndex: -1,
  };
}
