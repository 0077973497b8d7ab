import assert from 'node:assert/strict';
import { type Effects, type LogRecord, noEffects } from './effects.ts';
import { Election } from './election.ts';
import type { PeerAnswer, RaftEvent, ReplicateRequest, Servers, VoteRequest } from './event.ts';
import { RaftLog } from './log.ts';
import { type LeaderHead, Replication, type RetryTiming } from './replication.ts';

/** raftstatus STATE (opennebula.md section 2). */
export const raftState = { solo: 0, candidate: 1, follower: 2, leader: 3 } as const;
export type RaftStateNumber = (typeof raftState)[keyof typeof raftState];

/** oned's own waits, in milliseconds; only warm-up and retries are not in oned.conf. */
export interface RaftTiming extends RetryTiming {
  readonly warmUpMs: number;
  readonly electionTimeoutMs: number;
  readonly heartbeatMs: number;
}

export interface RaftStart {
  /** -1 runs alone, without a log. */
  readonly serverId: number;
  readonly term: number;
  readonly votedFor: number;
  readonly records: readonly LogRecord[];
  readonly zone: Servers;
  readonly timing: RaftTiming;
  /** Uniform in [0, 1); only the wait between two rounds of an election uses it. */
  readonly random: () => number;
  readonly nowMs: number;
}

/**
 * oned's Raft (6.10) as a state machine: it reads no clock, does no I/O and has no randomness of its own.
 * Its oddities are kept on purpose: the first election time-out is fixed, a vote does not postpone the
 * voter's own candidacy, heartbeats carry no log, a candidate forgets its own vote after a lost round, and
 * records of an earlier term are committed by counting replicas.
 */
export class RaftMachine {
  readonly serverId: number;
  readonly log: RaftLog;
  state: RaftStateNumber;
  term: number;
  votedFor: number;
  commit: number;
  leaderId = -1;
  /** Elected with records not yet applied: leader-only calls are refused until those are replicated. */
  reconciling = false;
  /** The servers it counts and forwards to: read at the start and at each candidacy, changed while leading. */
  servers: Map<number, string>;
  readonly #timing: RaftTiming;
  readonly #random: () => number;
  #lastHeartbeatMs: number;
  #election: Election | undefined;
  #replication: Replication | undefined;
  #epochs = 0;
  readonly #pending = new Map<number, { token: number | undefined; missing: number }>();

  constructor(start: RaftStart) {
    this.serverId = start.serverId;
    this.term = start.term;
    this.votedFor = start.votedFor;
    this.log = new RaftLog(start.records);
    this.commit = this.log.lastApplied;
    this.servers = new Map(start.zone);
    this.state = start.serverId === -1 ? raftState.solo : raftState.follower;
    this.#timing = start.timing;
    this.#random = start.random;
    this.#lastHeartbeatMs = start.nowMs + start.timing.warmUpMs;
  }

  step(event: RaftEvent, nowMs: number): Effects {
    const effects = noEffects();
    switch (event.kind) {
      case 'tick':
        this.#tick(event.zone, nowMs, effects);
        break;
      case 'vote-request':
        this.#voteRequested(event.request, effects);
        break;
      case 'replicate-request':
        this.#replicateRequested(event.request, nowMs, effects);
        break;
      case 'vote-answer':
        this.#voteAnswered(event.round, event.peer, event.answer, nowMs, effects);
        break;
      case 'heartbeat-answer':
      case 'record-answer':
        this.#followerAnswered(event, nowMs, effects);
        break;
      case 'propose':
        this.#propose(event.token, event.sql, nowMs, effects);
        break;
      case 'server-added':
        if (this.state !== raftState.leader) break;
        this.servers.set(event.id, event.endpoint);
        if (event.id !== this.serverId) this.#replication?.add(event.id, this.log.lastIndex + 1);
        break;
      case 'server-deleted':
        if (this.state !== raftState.leader) break;
        this.servers.delete(event.id);
        this.#replication?.remove(event.id);
        break;
      case 'index-reset':
        this.#replication?.reset(event.id);
        break;
    }
    return effects;
  }

  #tick(zone: Servers, nowMs: number, effects: Effects): void {
    if (this.serverId < 0) return;
    if (this.state === raftState.leader) {
      const head = this.#head();
      this.#replication?.retry(head, nowMs, effects);
      if (nowMs < this.#lastHeartbeatMs + this.#timing.heartbeatMs) return;
      this.#lastHeartbeatMs = nowMs;
      this.#replication?.heartbeat(head, effects);
    } else if (this.state === raftState.follower) {
      if (nowMs < this.#lastHeartbeatMs + this.#timing.electionTimeoutMs) return;
      effects.journal.push('[RRM][E]: Failed to get heartbeat from leader. Starting election proccess');
      this.state = raftState.candidate;
      this.#election = new Election(this.serverId, zone);
      this.#beginRound(this.#election, nowMs, effects);
    } else if (this.state === raftState.candidate && this.#election?.retryAtMs !== undefined) {
      if (nowMs >= this.#election.retryAtMs) this.#beginRound(this.#election, nowMs, effects);
    }
  }

  #beginRound(election: Election, nowMs: number, effects: Effects): void {
    this.#epochs += 1;
    this.servers = new Map(election.servers);
    this.term = (this.term + 1) >>> 0;
    this.votedFor = this.serverId;
    this.leaderId = -1;
    this.#persistState(effects);
    election.begin(this.#epochs);
    this.#askNext(election, nowMs, effects);
  }

  #askNext(election: Election, nowMs: number, effects: Effects): void {
    const peer = election.nextPeer();
    if (peer !== undefined) {
      effects.messages.push({
        kind: 'vote',
        peer,
        endpoint: this.servers.get(peer),
        round: election.round,
        request: {
          term: this.term,
          candidateId: this.serverId,
          logIndex: this.log.lastIndex,
          logTerm: this.log.lastTerm,
        },
      });
      return;
    }
    if (election.won) {
      this.#lead(nowMs, effects);
      return;
    }
    this.votedFor = -1;
    this.#persistState(effects);
    const waitMs = Math.floor(this.#random() * this.#timing.electionTimeoutMs);
    election.retryAtMs = nowMs + waitMs;
    effects.journal.push(`[RCM][I]: No leader found, starting new election in ${waitMs}ms`);
  }

  #voteAnswered(round: number, peer: number, answer: PeerAnswer, nowMs: number, effects: Effects): void {
    const election = this.#election;
    if (this.state !== raftState.candidate || election?.round !== round) return;
    if (answer.outcome === 'unreachable') {
      effects.journal.push(`[RCM][I]: Error requesting vote from follower ${peer}:${answer.message}`);
    } else if (answer.outcome === 'refused') {
      effects.journal.push(`[RCM][I]: Vote not granted from follower ${peer}: ${answer.message}`);
      if (answer.term > this.term) {
        const terms = `is in term ${answer.term} current term is ${this.term}`;
        effects.journal.push(`[RCM][I]: Follower ${peer} ${terms}. Turning into follower`);
        this.#follow(answer.term, effects);
        return;
      }
    } else {
      election.votes += 1;
      effects.journal.push(`[RCM][I]: Got vote from follower ${peer}. Total votes: ${election.votes}`);
    }
    if (election.won) {
      effects.journal.push('[RCM][I]: Got majority of votes');
      this.#lead(nowMs, effects);
    } else {
      this.#askNext(election, nowMs, effects);
    }
  }

  #lead(nowMs: number, effects: Effects): void {
    this.log.readBounds();
    const { lastIndex, lastApplied } = this.log;
    effects.journal.push(
      `[RCM][I]: Becoming leader of the zone. Last log record: ${lastIndex} last applied record: ${lastApplied}`,
    );
    this.#election = undefined;
    this.#dropPending(effects);
    this.state = raftState.leader;
    this.commit = lastApplied;
    this.leaderId = this.serverId;
    this.reconciling = lastApplied < lastIndex;
    effects.hooks.push('leader');
    this.#epochs += 1;
    const replication = new Replication(this.#epochs, this.log, this.#timing);
    this.#replication = replication;
    for (const peer of this.servers.keys()) {
      if (peer !== this.serverId) replication.add(peer, this.reconciling ? lastIndex : lastIndex + 1);
    }
    replication.heartbeat(this.#head(), effects);
    this.#lastHeartbeatMs = nowMs;
    if (this.reconciling) {
      effects.journal.push('[RCM][I]: Replicating log to followers');
      this.#replicate(lastIndex, undefined, nowMs, effects);
    }
    effects.journal.push('[RCM][I]: oned is now the leader of the zone');
  }

  /** A higher term does not reset the wait for a heartbeat: this is why double elections are common (T1). */
  #follow(term: number, effects: Effects): void {
    this.log.readBounds();
    if (this.state === raftState.leader) effects.hooks.push('follower');
    this.#election = undefined;
    this.#replication = undefined;
    this.reconciling = false;
    this.state = raftState.follower;
    if (term > this.term) {
      this.term = term;
      this.votedFor = -1;
      this.#persistState(effects);
    }
    this.commit = this.log.lastApplied;
    this.leaderId = -1;
    effects.journal.push('[RCM][I]: oned is set to follower mode');
    this.#dropPending(effects);
  }

  #voteRequested(request: VoteRequest, effects: Effects): void {
    const term = this.term;
    const refuse = (message: string) => {
      effects.reply = { granted: false, term, message };
    };
    if (request.term < term) return refuse("Candidate's term is outdated");
    if (request.term > term) {
      effects.journal.push(
        `[ReM][I]: New term (${request.term}) discovered from candidate ${request.candidateId}`,
      );
      this.#follow(request.term, effects);
    }
    const { lastIndex, lastTerm } = this.log;
    if (lastTerm > request.logTerm || (lastTerm === request.logTerm && lastIndex > request.logIndex)) {
      return refuse("Candidate's log is outdated");
    }
    if (this.votedFor !== -1 && this.votedFor !== request.candidateId) {
      return refuse('Already voted for another candidate');
    }
    this.votedFor = request.candidateId;
    this.#persistState(effects);
    effects.reply = { granted: true, term };
  }

  #replicateRequested(request: ReplicateRequest, nowMs: number, effects: Effects): void {
    const term = this.term;
    if (request.leaderTerm < term) {
      const message = `Leader term (${request.leaderTerm}) is outdated (${term})`;
      effects.reply = { granted: false, term, message };
      return;
    }
    if (request.leaderTerm > term) {
      effects.journal.push(
        `[ReM][I]: New term (${request.leaderTerm}) discovered from leader ${request.leaderId}`,
      );
      this.#follow(request.leaderTerm, effects);
    }
    if (this.state === raftState.candidate) this.#follow(request.leaderTerm, effects);
    this.leaderId = request.leaderId;
    this.#lastHeartbeatMs = nowMs;
    const message = isHeartbeat(request) ? undefined : this.#store(request, effects);
    if (message !== undefined) {
      effects.reply = { granted: false, term, message };
      return;
    }
    const known = isHeartbeat(request) ? this.log.lastIndex : request.index;
    if (request.commit > this.commit) this.commit = Math.min(known, request.commit);
    this.log.applyUpTo(this.commit, effects);
    effects.reply = { granted: true, term };
  }

  /** Puts a leader's record into the log; returns why not, in oned's words and spelling. */
  #store(request: ReplicateRequest, effects: Effects): string | undefined {
    if (request.sql === '') return 'Empty SQL command in log record';
    if (request.index > 0) {
      const previous = this.log.get(request.previousIndex);
      if (previous === undefined) return 'Error loading previous log record';
      if (previous.record.term !== request.previousTerm) return 'Previous log record missmatch';
    }
    const present = this.log.get(request.index);
    if (present?.record.term === request.term) return undefined;
    if (present !== undefined) this.log.truncate(request.index, effects);
    this.log.append(
      { index: request.index, term: request.term, sql: request.sql, applied: false },
      effects,
    );
    return undefined;
  }

  #propose(token: number, sql: string, nowMs: number, effects: Effects): void {
    if (this.state !== raftState.leader) {
      effects.journal.push('[DBM][E]: Tried to modify DB being a follower');
      effects.settled.push({ token, committed: false });
      return;
    }
    const index = this.log.lastIndex + 1;
    this.log.append({ index, term: this.term, sql, applied: false }, effects);
    this.#replicate(index, token, nowMs, effects);
  }

  #replicate(index: number, token: number | undefined, nowMs: number, effects: Effects): void {
    assert(this.#replication !== undefined);
    const having = this.#replication.replicate(index, this.#head(), nowMs, effects);
    const missing = Math.floor(this.servers.size / 2) - having;
    this.#pending.set(index, { token, missing });
    if (missing <= 0) this.#committed(index, effects);
  }

  #committed(index: number, effects: Effects): void {
    const pending = this.#pending.get(index);
    assert(pending !== undefined);
    this.#pending.delete(index);
    this.commit = index;
    this.log.applyUpTo(index, effects);
    if (pending.token !== undefined) effects.settled.push({ token: pending.token, committed: true });
    else this.reconciling = false;
  }

  #followerAnswered(
    event: Extract<RaftEvent, { kind: 'heartbeat-answer' | 'record-answer' }>,
    nowMs: number,
    effects: Effects,
  ): void {
    const { peer, answer } = event;
    const current = this.#replication?.id === event.leadership ? this.#replication : undefined;
    if (current === undefined) return;
    if (answer.outcome === 'refused' && answer.term > this.term) {
      effects.journal.push(
        `[RCM][I]: Follower ${peer} term (${answer.term}) is higher than current (${this.term})`,
      );
      this.#follow(answer.term, effects);
      return;
    }
    if (event.kind === 'heartbeat-answer') {
      current.heartbeatAnswered(peer, this.#head(), effects);
    } else if (answer.outcome === 'unreachable') {
      current.unreachable(peer, nowMs);
    } else if (answer.outcome === 'refused') {
      current.rejected(peer, this.#head(), nowMs, effects);
    } else {
      this.#count(event.index, effects);
      current.accepted(peer, event.index, this.#head(), nowMs, effects);
    }
  }

  #count(index: number, effects: Effects): void {
    const pending = this.#pending.get(index);
    if (pending === undefined) return;
    pending.missing -= 1;
    if (pending.missing === 0) this.#committed(index, effects);
  }

  #dropPending(effects: Effects): void {
    for (const { token } of this.#pending.values()) {
      if (token === undefined) continue;
      effects.journal.push('[DBM][E]: Not applying log record, oned is now a follower');
      effects.settled.push({ token, committed: false });
    }
    this.#pending.clear();
  }

  #persistState(effects: Effects): void {
    effects.persisted.push({ kind: 'state', term: this.term, votedFor: this.votedFor });
  }

  #head(): LeaderHead {
    return {
      leaderId: this.serverId,
      leaderTerm: this.term,
      commit: this.commit,
      endpointOf: (peer) => this.servers.get(peer),
    };
  }
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
