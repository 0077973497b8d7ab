import { beginRound, takeVoteAnswer } from './candidate.ts';
import { RaftCore, raftState } from './core.ts';
import { type Effects, noEffects } from './effects.ts';
import { Election } from './election.ts';
import type { RaftEvent, Servers } from './event.ts';
import { answerReplicate, answerVoteRequest } from './follower.ts';
import { propose, takeFollowerAnswer } from './leader.ts';

/**
 * oned's Raft (6.10) as a state machine: it reads no clock, does no I/O and has no randomness of its own.
 * Its oddities are kept on purpose: the first election time-out is fixed, a vote does not postpone the
 * voter's own candidacy, heartbeats carry no log, a candidate forgets its own vote after a lost round, and
 * records of an earlier term are committed by counting replicas.
 */
export class RaftMachine extends RaftCore {
  step(event: RaftEvent, nowMs: number): Effects {
    const effects = noEffects();
    switch (event.kind) {
      case 'tick':
        this.#tick(event.zone, nowMs, effects);
        break;
      case 'vote-request':
        answerVoteRequest(this, event.request, effects);
        break;
      case 'replicate-request':
        answerReplicate(this, event.request, nowMs, effects);
        break;
      case 'vote-answer':
        takeVoteAnswer(this, event.round, event.peer, event.answer, nowMs, effects);
        break;
      case 'heartbeat-answer':
      case 'record-answer':
        takeFollowerAnswer(this, event, nowMs, effects);
        break;
      case 'propose':
        propose(this, event.token, event.sql, nowMs, effects);
        break;
      case 'server-added':
        if (this.state !== raftState.leader) break;
        this.servers.set(event.id, event.endpoint);
        if (event.id !== this.serverId) this.replication?.add(event.id, this.log.lastIndex + 1);
        break;
      case 'server-deleted':
        if (this.state !== raftState.leader) break;
        this.servers.delete(event.id);
        this.replication?.remove(event.id);
        break;
      case 'index-reset':
        this.replication?.reset(event.id);
        break;
    }
    return effects;
  }

  #tick(zone: Servers, nowMs: number, effects: Effects): void {
    if (this.serverId < 0) return;
    if (this.state === raftState.leader) {
      const head = this.leaderHead();
      this.replication?.retry(head, nowMs, effects);
      if (nowMs < this.lastHeartbeatMs + this.timing.heartbeatMs) return;
      this.lastHeartbeatMs = nowMs;
      this.replication?.heartbeat(head, effects);
    } else if (this.state === raftState.follower) {
      if (nowMs < this.lastHeartbeatMs + this.timing.electionTimeoutMs) return;
      effects.journal.push('[RRM][E]: Failed to get heartbeat from leader. Starting election proccess');
      this.state = raftState.candidate;
      this.election = new Election(this.serverId, zone);
      beginRound(this, this.election, nowMs, effects);
    } else if (this.state === raftState.candidate && this.election?.retryAtMs !== undefined) {
      if (nowMs >= this.election.retryAtMs) beginRound(this, this.election, nowMs, effects);
    }
  }
}
