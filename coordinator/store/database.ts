import { chmodSync, closeSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { PreparedDatabase } from '../../services/base/prepared-database.ts';
import { toStoreFailure } from './store-failure.ts';

/**
 * Each entry leads from one version to the next; one that was released is never changed. `run_events` is the
 * journal: a line is written before anything it speaks of is asked of a node.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE cluster (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    cluster_id TEXT NOT NULL,
    spec TEXT NOT NULL,
    authority_private_key TEXT NOT NULL,
    authority_root TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL UNIQUE,
    plan_hash TEXT NOT NULL,
    plan TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER NOT NULL,
    started_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    actions_total INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE run_events (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    sequence INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    action_id TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (run_id, sequence)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    caller TEXT NOT NULL,
    role TEXT NOT NULL,
    peer TEXT NOT NULL,
    deed TEXT NOT NULL,
    details TEXT NOT NULL
  ) STRICT;
  `,
  // Every plan of a run, numbered by attempt. Those that a person has approved say who; the others lay within
  // what was approved.
  `
  CREATE TABLE run_plans (
    run_id TEXT NOT NULL REFERENCES runs (run_id),
    attempt INTEGER NOT NULL,
    plan TEXT NOT NULL,
    plan_hash TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    approved_by TEXT NOT NULL,
    PRIMARY KEY (run_id, attempt)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO run_plans SELECT run_id, 1, plan, plan_hash, started_at_ms, started_by FROM runs;
  ALTER TABLE runs DROP COLUMN plan;
  `,
  // Who asked for what stands in the chained audit (services/audit).
  'DROP TABLE audit;',
  // The stream of events, and the findings that were told as opened. A number is never given twice.
  `
  CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    node TEXT NOT NULL,
    entry TEXT NOT NULL
  ) STRICT;
  CREATE TABLE event_stream (id INTEGER PRIMARY KEY CHECK (id = 1), stream TEXT NOT NULL) STRICT;
  CREATE TABLE open_finding (
    key TEXT PRIMARY KEY,
    finding TEXT NOT NULL,
    since_ms INTEGER NOT NULL
  ) STRICT;
  `,
  // The approver with role and certificate, as the audits of the nodes have it.
  "ALTER TABLE run_plans ADD COLUMN identity TEXT NOT NULL DEFAULT ''",
];

/**
 * Opens (and makes, mode 0600) the coordinator's database and brings it to this version. Every commit is on
 * the disk when it returns (WAL with FULL: 0.6 ms measured).
 *
 * @throws HapyError HAPY-E539 when the disk is full or takes nothing, HAPY-E540 when it cannot be opened, is
 * damaged, or a newer version made it.
 */
export function openDatabase(path: string): DatabaseSync {
  try {
    // Made before SQLite would make it with the process's umask: it holds the authority's key.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    const database = new PreparedDatabase(path, { timeout: 5000, enableForeignKeyConstraints: true });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    migrate(database, path);
    return database;
  } catch (thrown) {
    const error = toStoreFailure(thrown, path);
    if (error instanceof HapyError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new HapyError('HAPY-E540', { file: path, detail }, error);
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const row = database.prepare('PRAGMA user_version').get();
  const version = Number(row?.['user_version']);
  if (version > migrations.length) {
    throw new HapyError('HAPY-E540', { file: path, detail: `version ${version} > ${migrations.length}` });
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    transaction(database, () => database.exec(`${migration}; PRAGMA user_version = ${index + 1};`));
  }
}

/**
 * All of `work` or nothing. SQLite transactions do not nest, so neither do calls of this.
 *
 * @throws HapyError HAPY-E539 when the disk is full or takes nothing
 */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // After some failures, a full disk among them, SQLite has rolled back by itself already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw toStoreFailure(error, database.location() ?? '');
  }
}
