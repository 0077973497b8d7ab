import type { RaftCore } from './core.ts';
import { raftState } from './core.ts';
import type { Effects } from './effects.ts';
import type { Election } from './election.ts';
import type { PeerAnswer } from './event.ts';
import { follow } from './follower.ts';
import { lead } from './leader.ts';

/** One more round: a new term, a vote for itself, and the others asked one after the other. */
export function beginRound(core: RaftCore, election: Election, nowMs: number, effects: Effects): void {
  core.servers = new Map(election.servers);
  core.term = (core.term + 1) >>> 0;
  core.votedFor = core.serverId;
  core.leaderId = -1;
  core.persistState(effects);
  election.begin(core.nextEpoch());
  askNext(core, election, nowMs, effects);
}

function askNext(core: RaftCore, election: Election, nowMs: number, effects: Effects): void {
  const peer = election.nextPeer();
  if (peer !== undefined) {
    effects.messages.push({
      kind: 'vote',
      peer,
      endpoint: core.servers.get(peer),
      round: election.round,
      request: {
        term: core.term,
        candidateId: core.serverId,
        logIndex: core.log.lastIndex,
        logTerm: core.log.lastTerm,
      },
    });
    return;
  }
  if (election.won) {
    lead(core, nowMs, effects);
    return;
  }
  core.votedFor = -1;
  core.persistState(effects);
  const waitMs = Math.floor(core.random() * core.timing.electionTimeoutMs);
  election.retryAtMs = nowMs + waitMs;
  effects.journal.push(`[RCM][I]: No leader found, starting new election in ${waitMs}ms`);
}

export function takeVoteAnswer(
  core: RaftCore,
  round: number,
  peer: number,
  answer: PeerAnswer,
  nowMs: number,
  effects: Effects,
): void {
  const election = core.election;
  if (core.state !== raftState.candidate || election?.round !== round) return;
  if (answer.outcome === 'unreachable') {
    effects.journal.push(`[RCM][I]: Error requesting vote from follower ${peer}:${answer.message}`);
  } else if (answer.outcome === 'refused') {
    effects.journal.push(`[RCM][I]: Vote not granted from follower ${peer}: ${answer.message}`);
    if (answer.term > core.term) {
      const terms = `is in term ${answer.term} current term is ${core.term}`;
      effects.journal.push(`[RCM][I]: Follower ${peer} ${terms}. Turning into follower`);
      follow(core, answer.term, effects);
      return;
    }
  } else {
    election.votes += 1;
    effects.journal.push(`[RCM][I]: Got vote from follower ${peer}. Total votes: ${election.votes}`);
  }
  if (election.won) {
    effects.journal.push('[RCM][I]: Got majority of votes');
    lead(core, nowMs, effects);
  } else {
    askNext(core, election, nowMs, effects);
  }
}
