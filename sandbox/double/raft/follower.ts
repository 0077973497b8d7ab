import type { RaftCore } from './core.ts';
import { raftState } from './core.ts';
import type { Effects } from './effects.ts';
import type { ReplicateRequest, VoteRequest } from './event.ts';

/** A higher term does not reset the wait for a heartbeat: this is why double elections are common (T1). */
export function follow(core: RaftCore, term: number, effects: Effects): void {
  core.log.readBounds();
  if (core.state === raftState.leader) effects.hooks.push('follower');
  core.election = undefined;
  core.replication = undefined;
  core.reconciling = false;
  core.state = raftState.follower;
  if (term > core.term) {
    core.term = term;
    core.votedFor = -1;
    core.persistState(effects);
  }
  core.commit = core.log.lastApplied;
  core.leaderId = -1;
  effects.journal.push('[RCM][I]: oned is set to follower mode');
  core.dropPending(effects);
}

/** Grants or refuses a vote. The granter does not postpone its own candidacy, and answers with its term of before. */
export function answerVoteRequest(core: RaftCore, request: VoteRequest, effects: Effects): void {
  const term = core.term;
  const refuse = (message: string) => {
    effects.reply = { granted: false, term, message };
  };
  if (request.term < term) return refuse("Candidate's term is outdated");
  if (request.term > term) {
    effects.journal.push(
      `[ReM][I]: New term (${request.term}) discovered from candidate ${request.candidateId}`,
    );
    follow(core, request.term, effects);
  }
  const { lastIndex, lastTerm } = core.log;
  if (lastTerm > request.logTerm || (lastTerm === request.logTerm && lastIndex > request.logIndex)) {
    return refuse("Candidate's log is outdated");
  }
  if (core.votedFor !== -1 && core.votedFor !== request.candidateId) {
    return refuse('Already voted for another candidate');
  }
  core.votedFor = request.candidateId;
  core.persistState(effects);
  effects.reply = { granted: true, term };
}

/** Takes a heartbeat or a record from whoever leads a term that is not older. */
export function answerReplicate(
  core: RaftCore,
  request: ReplicateRequest,
  nowMs: number,
  effects: Effects,
): void {
  const term = core.term;
  if (request.leaderTerm < term) {
    const message = `Leader term (${request.leaderTerm}) is outdated (${term})`;
    effects.reply = { granted: false, term, message };
    return;
  }
  if (request.leaderTerm > term) {
    effects.journal.push(
      `[ReM][I]: New term (${request.leaderTerm}) discovered from leader ${request.leaderId}`,
    );
    follow(core, request.leaderTerm, effects);
  }
  if (core.state === raftState.candidate) follow(core, request.leaderTerm, effects);
  core.leaderId = request.leaderId;
  core.lastHeartbeatMs = nowMs;
  const message = isHeartbeat(request) ? undefined : storeRecord(core, request, effects);
  if (message !== undefined) {
    effects.reply = { granted: false, term, message };
    return;
  }
  const known = isHeartbeat(request) ? core.log.lastIndex : request.index;
  if (request.commit > core.commit) core.commit = Math.min(known, request.commit);
  core.log.applyUpTo(core.commit, effects);
  effects.reply = { granted: true, term };
}

/** Puts a leader's record into the log; returns why not, in oned's words and spelling. */
function storeRecord(core: RaftCore, request: ReplicateRequest, effects: Effects): string | undefined {
  if (request.sql === '') return 'Empty SQL command in log record';
  if (request.index > 0) {
    const previous = core.log.get(request.previousIndex);
    if (previous === undefined) return 'Error loading previous log record';
    if (previous.record.term !== request.previousTerm) return 'Previous log record missmatch';
  }
  const present = core.log.get(request.index);
  if (present?.record.term === request.term) return undefined;
  if (present !== undefined) core.log.truncate(request.index, effects);
  core.log.append({ index: request.index, term: request.term, sql: request.sql, applied: false }, effects);
  return undefined;
}

function isHeartbeat(request: ReplicateRequest): boolean {
  return (
    request.index === 0 &&
    request.previousIndex === 0 &&
    request.term === 0 &&
    request.previousTerm === 0 &&
    request.sql === ''
  );
}
