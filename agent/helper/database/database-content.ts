import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { ContentCollector, type DatabaseContent } from './content-collector.ts';
import { poolTables, type PoolRow, type PoolTable } from './platform-defaults.ts';

/**
 * Reads a SQLite database of oned's without writing to it, running or not. `node` is the short name of this
 * machine: a host of that name is what a platform registers for itself.
 *
 * @throws Error of SQLite when the file is no database or is busy for longer than half a second
 */
export function readDatabase(path: string, node: string): DatabaseContent {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 500 });
  try {
    return contentOf(database, node);
  } finally {
    database.close();
  }
}

/**
 * Takes back what a killed oned left half written, as the next one to open the database would: afterwards its
 * file alone is the whole of it. A file that is no database is left as it is.
 */
export function settleDatabase(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return;
  const database = new DatabaseSync(path, { timeout: 500 });
  try {
    database.prepare('SELECT count(*) FROM sqlite_master').get();
  } catch {
    // What cannot be read is kept byte for byte like everything else.
  } finally {
    database.close();
  }
}

function contentOf(database: DatabaseSync, node: string): DatabaseContent {
  // One transaction, so that all tables are seen at the same moment while oned writes.
  database.exec('BEGIN');
  const present = new Set(
    database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
      .map((row) => String(row['name'])),
  );
  const collector = new ContentCollector(node);
  for (const table of poolTables.filter((name) => present.has(name))) {
    for (const row of rowsOf(database, table)) collector.add(table, row);
  }
  const last = present.has('logdb')
    ? database.prepare('SELECT log_index, term FROM logdb ORDER BY log_index DESC LIMIT 1').get()
    : undefined;
  collector.lastLogRecord(Number(last?.['log_index'] ?? -1), Number(last?.['term'] ?? -1));
  return collector.content();
}

function* rowsOf(database: DatabaseSync, table: PoolTable): Generator<PoolRow> {
  // Table names come from the constant list above, never from a caller.
  const body = table === 'zone_pool' ? 'body' : "''";
  const rows = database.prepare(`SELECT oid, name, ${body} AS body FROM ${table} ORDER BY oid`).iterate();
  for (const row of rows) {
    yield { oid: Number(row['oid']), name: textOf(row['name']), body: textOf(row['body']) };
  }
}

/** oned writes some of its texts as BLOBs, others as TEXT. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return typeof value === 'string' ? value : '';
}
