import assert from 'node:assert/strict';
import type { RaftCore } from './core.ts';
import { raftState } from './core.ts';
import type { Effects } from './effects.ts';
import type { RaftEvent } from './event.ts';
import { follow } from './follower.ts';
import { Replication } from './replication.ts';

export function lead(core: RaftCore, nowMs: number, effects: Effects): void {
  core.log.readBounds();
  const { lastIndex, lastApplied } = core.log;
  effects.journal.push(
    `[RCM][I]: Becoming leader of the zone. Last log record: ${lastIndex} last applied record: ${lastApplied}`,
  );
  core.election = undefined;
  core.dropPending(effects);
  core.state = raftState.leader;
  core.commit = lastApplied;
  core.leaderId = core.serverId;
  core.reconciling = lastApplied < lastIndex;
  effects.hooks.push('leader');
  const replication = new Replication(core.nextEpoch(), core.log, core.timing);
  core.replication = replication;
  for (const peer of core.servers.keys()) {
    if (peer !== core.serverId) replication.add(peer, core.reconciling ? lastIndex : lastIndex + 1);
  }
  replication.heartbeat(core.leaderHead(), effects);
  core.lastHeartbeatMs = nowMs;
  if (core.reconciling) {
    effects.journal.push('[RCM][I]: Replicating log to followers');
    replicate(core, lastIndex, undefined, nowMs, effects);
  }
  effects.journal.push('[RCM][I]: oned is now the leader of the zone');
}

/** A write: one record in the own log, sent to all; refused at once when this server does not lead. */
export function propose(core: RaftCore, token: number, sql: string, nowMs: number, effects: Effects): void {
  if (core.state !== raftState.leader) {
    effects.journal.push('[DBM][E]: Tried to modify DB being a follower');
    effects.settled.push({ token, committed: false });
    return;
  }
  const index = core.log.lastIndex + 1;
  core.log.append({ index, term: core.term, sql, applied: false }, effects);
  replicate(core, index, token, nowMs, effects);
}

function replicate(
  core: RaftCore,
  index: number,
  token: number | undefined,
  nowMs: number,
  effects: Effects,
): void {
  assert(core.replication !== undefined);
  const having = core.replication.replicate(index, core.leaderHead(), nowMs, effects);
  const missing = Math.floor(core.servers.size / 2) - having;
  core.pending.set(index, { token, missing });
  if (missing <= 0) settle(core, index, effects);
}

function settle(core: RaftCore, index: number, effects: Effects): void {
  const pending = core.pending.get(index);
  assert(pending !== undefined);
  core.pending.delete(index);
  core.commit = index;
  core.log.applyUpTo(index, effects);
  if (pending.token !== undefined) effects.settled.push({ token: pending.token, committed: true });
  else core.reconciling = false;
}

export function takeFollowerAnswer(
  core: RaftCore,
  event: Extract<RaftEvent, { kind: 'heartbeat-answer' | 'record-answer' }>,
  nowMs: number,
  effects: Effects,
): void {
  const { peer, answer } = event;
  const current = core.replication?.id === event.leadership ? core.replication : undefined;
  if (current === undefined) return;
  if (answer.outcome === 'refused' && answer.term > core.term) {
    effects.journal.push(
      `[RCM][I]: Follower ${peer} term (${answer.term}) is higher than current (${core.term})`,
    );
    follow(core, answer.term, effects);
    return;
  }
  if (event.kind === 'heartbeat-answer') {
    current.heartbeatAnswered(peer, core.leaderHead(), effects);
  } else if (answer.outcome === 'unreachable') {
    current.unreachable(peer, nowMs);
  } else if (answer.outcome === 'refused') {
    current.rejected(peer, core.leaderHead(), nowMs, effects);
  } else {
    countReplica(core, event.index, effects);
    current.accepted(peer, event.index, core.leaderHead(), nowMs, effects);
  }
}

function countReplica(core: RaftCore, index: number, effects: Effects): void {
  const pending = core.pending.get(index);
  if (pending === undefined) return;
  pending.missing -= 1;
  if (pending.missing === 0) settle(core, index, effects);
}
