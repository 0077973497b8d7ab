import type { Effects } from './effects.ts';
import type { ReplicateRequest } from './event.ts';
import type { RaftLog } from './log.ts';

/** How a leader waits before it tries a follower again that did not answer: doubled each time up to the maximum. */
export interface RetryTiming {
  readonly retryMs: number;
  readonly retryMsMax: number;
}

interface Follower {
  next: number;
  sending: boolean;
  asked: boolean;
  beating: boolean;
  beatAsked: boolean;
  retryMs: number;
  retryAtMs: number | undefined;
}

/** What every message of one leadership carries. */
export interface LeaderHead {
  readonly leaderId: number;
  readonly leaderTerm: number;
  readonly commit: number;
  endpointOf(peer: number): string | undefined;
}

/**
 * The followers of one leadership: one record and one heartbeat under way at most for each, as oned has one
 * thread for each. Dropped whole when the leadership ends; `id` tells late answers apart.
 */
export class Replication {
  readonly id: number;
  readonly #followers = new Map<number, Follower>();
  readonly #log: RaftLog;
  readonly #timing: RetryTiming;

  constructor(id: number, log: RaftLog, timing: RetryTiming) {
    this.id = id;
    this.#log = log;
    this.#timing = timing;
  }

  add(peer: number, next: number): void {
    if (this.#followers.has(peer)) return;
    this.#followers.set(peer, {
      next,
      sending: false,
      asked: false,
      beating: false,
      beatAsked: false,
      retryMs: this.#timing.retryMs,
      retryAtMs: undefined,
    });
  }

  remove(peer: number): void {
    this.#followers.delete(peer);
  }

  reset(peer: number): void {
    const follower = this.#followers.get(peer);
    if (follower !== undefined) follower.next = this.#log.lastIndex + 1;
  }

  /** Asks for a record to be sent to all that lack it; returns how many have it already. */
  replicate(index: number, head: LeaderHead, nowMs: number, effects: Effects): number {
    let having = 0;
    for (const [peer, follower] of this.#followers) {
      if (index < follower.next) having += 1;
      else this.#send(peer, follower, head, nowMs, effects);
    }
    return having;
  }

  heartbeat(head: LeaderHead, effects: Effects): void {
    for (const [peer, follower] of this.#followers) this.#beat(peer, follower, head, effects);
  }

  heartbeatAnswered(peer: number, head: LeaderHead, effects: Effects): void {
    const follower = this.#followers.get(peer);
    if (follower === undefined) return;
    follower.beating = false;
    if (follower.beatAsked) this.#beat(peer, follower, head, effects);
  }

  /** A follower took the record at `index`; sends the next one that is there. */
  accepted(peer: number, index: number, head: LeaderHead, nowMs: number, effects: Effects): void {
    const follower = this.#answered(peer);
    if (follower === undefined) return;
    follower.next = index + 1;
    if (follower.asked || this.#log.lastIndex > index) this.#send(peer, follower, head, nowMs, effects);
  }

  /** A follower lacks the record before it: one step back, and again. */
  rejected(peer: number, head: LeaderHead, nowMs: number, effects: Effects): void {
    const follower = this.#answered(peer);
    if (follower === undefined) return;
    follower.next = Math.max(0, follower.next - 1);
    this.#send(peer, follower, head, nowMs, effects);
  }

  unreachable(peer: number, nowMs: number): void {
    const follower = this.#followers.get(peer);
    if (follower === undefined) return;
    follower.sending = false;
    this.#backOff(follower, nowMs);
  }

  retry(head: LeaderHead, nowMs: number, effects: Effects): void {
    for (const [peer, follower] of this.#followers) {
      if (follower.retryAtMs !== undefined && follower.retryAtMs <= nowMs) {
        this.#send(peer, follower, head, nowMs, effects);
      }
    }
  }

  #answered(peer: number): Follower | undefined {
    const follower = this.#followers.get(peer);
    if (follower === undefined) return undefined;
    follower.sending = false;
    follower.retryMs = this.#timing.retryMs;
    return follower;
  }

  #backOff(follower: Follower, nowMs: number): void {
    if (follower.retryMs < this.#timing.retryMsMax) follower.retryMs *= 2;
    follower.retryAtMs = nowMs + follower.retryMs;
  }

  #send(peer: number, follower: Follower, head: LeaderHead, nowMs: number, effects: Effects): void {
    follower.asked = follower.sending;
    if (follower.sending) return;
    follower.retryAtMs = undefined;
    const found = this.#log.get(follower.next);
    if (found === undefined) {
      // Nothing to send yet, or purged: oned logs "Failed to load log record" and tries again later.
      if (follower.next <= this.#log.lastIndex) this.#backOff(follower, nowMs);
      return;
    }
    follower.sending = true;
    effects.messages.push({
      kind: 'record',
      peer,
      endpoint: head.endpointOf(peer),
      leadership: this.id,
      request: requestOf(head, found.record, found.previous),
    });
  }

  #beat(peer: number, follower: Follower, head: LeaderHead, effects: Effects): void {
    follower.beatAsked = follower.beating;
    if (follower.beating) return;
    follower.beating = true;
    effects.messages.push({
      kind: 'heartbeat',
      peer,
      endpoint: head.endpointOf(peer),
      leadership: this.id,
      request: requestOf(head, { index: 0, term: 0, sql: '' }, { index: 0, term: 0 }),
    });
  }
}

function requestOf(
  head: LeaderHead,
  record: { index: number; term: number; sql: string },
  previous: { index: number; term: number },
): ReplicateRequest {
  return {
    leaderId: head.leaderId,
    commit: head.commit,
    leaderTerm: head.leaderTerm,
    index: record.index,
    term: record.term,
    previousIndex: previous.index,
    previousTerm: previous.term,
    sql: record.sql,
  };
}
