import type { Effects, LogRecord } from './effects.ts';
import type { Election } from './election.ts';
import type { Servers } from './event.ts';
import { RaftLog } from './log.ts';
import type { LeaderHead, Replication, RetryTiming } from './replication.ts';

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

/** A write under way: how many replicas it still lacks. Without a token it is the new leader's own catching up. */
export interface PendingRecord {
  readonly token: number | undefined;
  missing: number;
}

/** What one server of the Raft knows; its roles (follower.ts, candidate.ts, leader.ts) act on it. */
export class RaftCore {
  readonly serverId: number;
  readonly log: RaftLog;
  readonly timing: RaftTiming;
  readonly random: () => number;
  state: RaftStateNumber;
  term: number;
  votedFor: number;
  commit: number;
  leaderId = -1;
  /** Elected with records not yet applied: leader-only calls are refused until those are replicated. */
  reconciling = false;
  /** The servers it counts and forwards to: read at the start and at each candidacy, changed while leading. */
  servers: Map<number, string>;
  /** When it last heard a leader, or as leader last beat; at the start the end of the warm-up. */
  lastHeartbeatMs: number;
  election: Election | undefined;
  replication: Replication | undefined;
  readonly pending = new Map<number, PendingRecord>();
  #epochs = 0;

  constructor(start: RaftStart) {
    this.serverId = start.serverId;
    this.term = start.term;
    this.votedFor = start.votedFor;
    this.log = new RaftLog(start.records);
    // oned does not read it back: 0 until a leader says more (recording candidate.zone.raftstatus).
    this.commit = 0;
    this.servers = new Map(start.zone);
    this.state = start.serverId === -1 ? raftState.solo : raftState.follower;
    this.timing = start.timing;
    this.random = start.random;
    this.lastHeartbeatMs = start.nowMs + start.timing.warmUpMs;
  }

  /** A number never used before here: tells the answers of one election or leadership from late ones. */
  nextEpoch(): number {
    this.#epochs += 1;
    return this.#epochs;
  }

  persistState(effects: Effects): void {
    effects.persisted.push({ kind: 'state', term: this.term, votedFor: this.votedFor });
  }

  /** Tells everyone who waits for a write that this server no longer leads. */
  dropPending(effects: Effects): void {
    for (const { token } of this.pending.values()) {
      if (token === undefined) continue;
      effects.journal.push('[DBM][E]: Not applying log record, oned is now a follower');
      effects.settled.push({ token, committed: false });
    }
    this.pending.clear();
  }

  leaderHead(): LeaderHead {
    return {
      leaderId: this.serverId,
      leaderTerm: this.term,
      commit: this.commit,
      endpointOf: (peer) => this.servers.get(peer),
    };
  }
}
