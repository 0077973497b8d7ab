import { DatabaseSync, type StatementSync } from 'node:sqlite';

/**
 * A database that compiles each text of SQL once. Compiling was most of what a short query cost, and the statements that
 * were left behind most of the work of the garbage collector (docs/performance.md).
 *
 * The texts must be constants, since what was compiled is kept as long as the database. A statement that is still being
 * iterated is not to be asked for again; `all`, `get` and `run` have ended when they return.
 */
export class PreparedDatabase extends DatabaseSync {
  readonly #statements = new Map<string, StatementSync>();

  override prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = super.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
