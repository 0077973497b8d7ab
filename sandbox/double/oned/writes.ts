import type { OneDatabase } from '../store/database.ts';
import type { PoolTable } from '../store/schema.ts';
import type { RaftRuntime } from './raft-runtime.ts';

/**
 * The way of every change into the database: straight in solo (so it never enters the log), through the log
 * otherwise. Changes of one pool wait for each other, as oned locks the object: behind a write that hangs
 * for want of a quorum the next one hangs too.
 */
export class Writes {
  readonly #database: OneDatabase;
  readonly #raft: RaftRuntime;
  readonly #queues = new Map<PoolTable, Promise<unknown>>();

  constructor(database: OneDatabase, raft: RaftRuntime) {
    this.#database = database;
    this.#raft = raft;
  }

  /** Runs a read-and-change of one pool alone; others of that pool wait for it. */
  exclusively<T>(table: PoolTable, change: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(table) ?? Promise.resolve();
    const mine = before.then(change, change);
    this.#queues.set(
      table,
      mine.catch(() => undefined),
    );
    return mine;
  }

  /** Executes statements, each one record of the log; false when this server stopped leading meanwhile. */
  async execute(...statements: readonly string[]): Promise<boolean> {
    for (const statement of statements) {
      if (this.#raft.machine.serverId === -1) this.#database.exec(statement);
      else if (!(await this.#raft.propose(statement))) return false;
    }
    return true;
  }
}
