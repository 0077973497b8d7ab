import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { LogRecord } from '../raft/effects.ts';
import { childText, parseXml } from '../wire/xml.ts';
import { literal } from './literal.ts';
import type { MysqlCopy } from './mysql-copy.ts';
import { schema, type PoolTable } from './schema.ts';

/** fed_index of a record outside a federation; oned stores 2^64 - 1, which SQLite's integers do not hold. */
const noFederation = -1;

export interface StoredObject {
  readonly oid: number;
  readonly name: string;
  readonly body: string;
}

/**
 * One node's one.db. A rollback journal and no fsync: a process killed at any moment leaves a whole database
 * in one file, which `onedb` copies; a power cut is not what is simulated here. With a MySQL back-end the file is
 * made anew from there at every start.
 */
export class OneDatabase {
  readonly #sqlite: DatabaseSync;
  readonly #mysql: MysqlCopy | undefined;
  /** What a transaction has changed so far, where it is to be changed in MySQL too. */
  #transaction: string[] | undefined;
  /** Grows with every statement that may have changed a pool, so that readers may keep what they parsed. */
  revision = 0;

  /** 2500 ms is the TIMEOUT that oned.conf ships with. */
  constructor(path: string, mysql?: MysqlCopy) {
    if (mysql !== undefined) rmSync(path, { force: true });
    this.#sqlite = new DatabaseSync(path, { timeout: 2500 });
    this.#sqlite.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF;');
    this.#mysql = mysql;
    const content = mysql?.dump();
    if (content !== undefined) this.#sqlite.exec(`BEGIN; ${schema} ${content} COMMIT;`);
  }

  close(): void {
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }

  /** False for the file that SQLite has just made: no oned has ever bootstrapped it. */
  get bootstrapped(): boolean {
    const found = this.#sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = 'logdb'").get();
    return found !== undefined;
  }

  createTables(): void {
    this.#sqlite.exec(schema);
    this.#mysql?.createTables();
  }

  exec(sql: string): void {
    this.revision += 1;
    this.#change(sql);
  }

  #change(sql: string): void {
    this.#sqlite.exec(sql);
    if (this.#mysql === undefined) return;
    if (sql === 'BEGIN') this.#transaction = [];
    else if (sql === 'COMMIT') {
      this.#mysql.write((this.#transaction ?? []).join(';\n'));
      this.#transaction = undefined;
    } else if (this.#transaction === undefined) this.#mysql.write(sql);
    else this.#transaction.push(sql);
  }

  get(table: PoolTable, oid: number): StoredObject | undefined {
    const row = this.#sqlite.prepare(`SELECT oid, name, body FROM ${table} WHERE oid = ?`).get(oid);
    return row === undefined ? undefined : storedObject(row);
  }

  getByName(table: PoolTable, name: string): StoredObject | undefined {
    const row = this.#sqlite.prepare(`SELECT oid, name, body FROM ${table} WHERE name = ?`).get(name);
    return row === undefined ? undefined : storedObject(row);
  }

  /** Newest id first, as oned lists (API_LIST_ORDER=DESC). */
  list(table: PoolTable): StoredObject[] {
    return this.#sqlite
      .prepare(`SELECT oid, name, body FROM ${table} ORDER BY oid DESC`)
      .all()
      .map(storedObject);
  }

  lastOid(table: PoolTable): number {
    const row = this.#sqlite.prepare('SELECT last_oid FROM pool_control WHERE tablename = ?').get(table);
    return row === undefined ? -1 : Number(row['last_oid']);
  }

  readRaftState(): { term: number; votedFor: number } {
    const row = this.#sqlite.prepare("SELECT body FROM system_attributes WHERE name = 'RAFT_STATE'").get();
    if (row === undefined) return { term: 0, votedFor: -1 };
    const state = parseXml(String(row['body']));
    return { term: Number(childText(state, 'TERM')) >>> 0, votedFor: Number(childText(state, 'VOTEDFOR')) };
  }

  writeRaftState(term: number, votedFor: number): void {
    const body = `<TEMPLATE><TERM><![CDATA[${term}]]></TERM><VOTEDFOR><![CDATA[${votedFor}]]></VOTEDFOR></TEMPLATE>`;
    this.#change(`REPLACE INTO system_attributes (name, body) VALUES ('RAFT_STATE', ${literal(body)})`);
  }

  readLog(): LogRecord[] {
    const rows = this.#sqlite
      .prepare('SELECT log_index, term, sqlcmd, applied FROM logdb ORDER BY log_index')
      .all();
    return rows.map((row) => ({
      index: Number(row['log_index']),
      term: Number(row['term']),
      sql: String(row['sqlcmd']),
      applied: row['applied'] === '1',
    }));
  }

  appendLog(record: LogRecord, timestampSeconds: number): void {
    const applied = timestampSeconds === 0 ? '0' : '1';
    const values = [record.index, record.term, record.sql, timestampSeconds, noFederation, applied];
    this.#change(
      `REPLACE INTO logdb (log_index, term, sqlcmd, timestamp, fed_index, applied) VALUES (${values.map(literal).join(', ')})`,
    );
  }

  truncateLog(fromIndex: number): void {
    this.#change(`DELETE FROM logdb WHERE log_index >= ${fromIndex}`);
  }

  /** Executes a record's SQL and marks it; a statement that fails is marked too, as oned does. Returns why it failed. */
  applyLog(record: LogRecord, nowSeconds: number): string | undefined {
    let failure: string | undefined;
    try {
      this.exec(record.sql);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    this.#change(
      `UPDATE logdb SET timestamp = ${nowSeconds}, applied = '1' WHERE log_index = ${record.index} AND timestamp = 0`,
    );
    return failure;
  }
}

function storedObject(row: Record<string, SQLOutputValue>): StoredObject {
  return { oid: Number(row['oid']), name: String(row['name']), body: String(row['body']) };
}
