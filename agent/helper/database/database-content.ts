import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import type { ZoneServer } from '../../../services/domain/observed.ts';
import { parseXml } from '../../bounded-xml.ts';
import { zoneFromDocument } from '../../zone-document.ts';
import { isPlatformDefault, poolTables, type PoolRow, type PoolTable, wordFor } from './platform-defaults.ts';

/** What an OpenNebula database holds, as far as it matters to whoever wants to replace or compare it. */
export interface DatabaseContent {
  /** SHA-256 over what the pools contain, not over the log: equal on two nodes means equal contents. */
  readonly digest: string;
  /** Nothing beyond what a platform makes for itself at its first start. */
  readonly pristine: boolean;
  /** What goes beyond, one line each, at most 50. */
  readonly contents: readonly string[];
  /** The last record of the Raft log; -1 when there is no log. */
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The zone's server pool, in id order. */
  readonly servers: readonly ZoneServer[];
}

const contentLinesMax = 50;

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
  const hash = createHash('sha256');
  const contents: string[] = [];
  let servers: readonly ZoneServer[] = [];
  for (const table of poolTables.filter((name) => present.has(name))) {
    for (const row of rowsOf(database, table)) {
      hash.update(`${table}\t${row.oid}\t${row.name}\n`);
      if (!isPlatformDefault(table, row, node)) contents.push(`${wordFor(table)} ${row.oid} (${row.name})`);
      if (table !== 'zone_pool') continue;
      hash.update(`${row.body}\n`);
      servers = zoneFromDocument(parseXml(row.body)).servers;
    }
  }
  for (const server of servers) contents.push(`zone server ${server.id} (${server.name})`);
  const last = present.has('logdb')
    ? database.prepare('SELECT log_index, term FROM logdb ORDER BY log_index DESC LIMIT 1').get()
    : undefined;
  return {
    digest: hash.digest('hex'),
    pristine: contents.length === 0,
    contents: contents.slice(0, contentLinesMax),
    lastLogIndex: Number(last?.['log_index'] ?? -1),
    lastLogTerm: Number(last?.['term'] ?? -1),
    servers,
  };
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
