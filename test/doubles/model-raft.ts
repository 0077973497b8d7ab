import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Raft } from '../../services/domain/observed.ts';
import { majorityOf } from '../../services/domain/spec.ts';
import { isMember, type LastRecord, type ModelDatabase, type ModelNode } from './model-node.ts';

/** What a write makes of a database, told from what it holds. */
export type Change = (database: ModelDatabase) => Partial<ModelDatabase>;

/** How the servers of a model's zone find a leader, and how what is written reaches them. */
export interface ModelRaft {
  readonly leader: string | undefined;
  readonly term: number;
  /** Something was started, stopped or configured anew: whoever serves now takes part. */
  settle(): void;
  /**
   * A change through this node's oned. One that takes its time gives a promise.
   * @throws HapyError HAPY-E405 a member that does not lead takes no change
   */
  write(at: ModelNode, change: Change): void | Promise<void>;
  /** What a running oned says of itself. */
  statusOf(node: ModelNode): Raft;
  /** The end of the log that a node's database holds, whether its oned runs or not. */
  lastRecordOf(node: ModelNode): LastRecord;
  /** The seed that was just made on a node, under its id. */
  exported(node: ModelNode, seedId: string): void;
  /** A node's database is now what that seed holds. */
  imported(node: ModelNode, seedId: string, source: ModelNode): void;
  /** The leader counts from the beginning again what that server has. */
  reset(at: ModelNode, serverId: number): void | Promise<void>;
}

/** Raft without time: the first of those with the newest log, among a majority of the pool, leads until it stops. */
export class InstantRaft implements ModelRaft {
  leader: string | undefined;
  term = 0;
  #writes = 0;
  /** Members that were stopped when this leader wrote: it tries again until they are there. */
  readonly #owed = new Set<string>();
  readonly #nodes: ReadonlyMap<string, ModelNode>;

  constructor(nodes: ReadonlyMap<string, ModelNode>) {
    this.#nodes = nodes;
  }

  #serving(): ModelNode[] {
    return [...this.#nodes.values()].filter((node) => node.running && isMember(node));
  }

  settle(): void {
    const serving = this.#serving();
    const leads = serving.find((node) => node.spec.name === this.leader);
    const pool = leads?.database.servers.length ?? serving[0]?.database.servers.length ?? 0;
    const quorum = serving.length >= majorityOf(pool) && pool > 0;
    if (leads !== undefined && quorum) return this.#deliver(leads, serving);
    this.leader = undefined;
    this.#owed.clear();
    if (!quorum) return;
    // Nobody votes for a server whose log is behind its own.
    const newest = Math.max(...serving.map(({ database }) => database.index));
    this.leader = serving.find(({ database }) => database.index === newest)?.spec.name;
    this.term += 1;
    for (const node of serving) {
      if (node.database.index < 0) node.database = { ...node.database, index: 0 };
    }
  }

  #deliver(leader: ModelNode, serving: readonly ModelNode[]): void {
    for (const node of serving) {
      if (node.database.index + 1 < leader.logFrom || !this.#owed.delete(node.spec.name)) continue;
      node.database = leader.database;
    }
  }

  write(at: ModelNode, change: Change): void {
    const solo = !isMember(at);
    const targets = solo ? [at] : this.#serving();
    if (!solo && at.spec.name !== this.leader) throw new HapyError('HAPY-E405', { state: 'follower' });
    for (const node of this.#nodes.values()) {
      if (!solo && isMember(node) && !node.running) this.#owed.add(node.spec.name);
    }
    const version = `write-${(this.#writes += 1)}`;
    const written = change(at.database);
    const base = at.database;
    for (const target of targets) {
      // A follower that lacks what the leader has thrown away stays where it is.
      if (!solo && target.database.index + 1 < at.logFrom) continue;
      target.database = { ...base, ...written, index: solo ? base.index : base.index + 1, version };
    }
  }

  statusOf(node: ModelNode): Raft {
    const member = isMember(node);
    const leads = node.spec.name === this.leader;
    return {
      serverId: member ? node.configuredServerId : -1,
      state: !member ? 'solo' : leads ? 'leader' : 'follower',
      term: member ? this.term : 0,
      votedFor: -1,
      commit: node.database.index,
      logIndex: node.database.index,
      logTerm: this.term,
      federationIndex: -1,
    };
  }

  /** No write is ever taken back here, so that terms would tell nothing. */
  lastRecordOf({ database }: ModelNode): LastRecord {
    return { lastLogIndex: database.index, lastLogTerm: 0 };
  }

  exported(): void {
    // What was written since the export is not in the seed; the sources here are held or in HA, where the
    // log brings the difference at the next write.
  }

  imported(node: ModelNode, _seedId: string, source: ModelNode): void {
    node.database = source.database;
    node.logFrom = source.logFrom;
  }

  reset(): void {
    // The leader sends from here on what the follower lacks.
  }
}
