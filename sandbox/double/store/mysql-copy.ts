import { spawnSync } from 'node:child_process';
import { type Template, textOf } from '../conf/template.ts';
import { literal } from './literal.ts';
import { poolTables } from './schema.ts';

/** A MySQL or MariaDB database, as the section DB of oned.conf names it. */
export interface MysqlAccess {
  readonly server: string;
  readonly port: string;
  readonly user: string;
  readonly password: string;
  readonly name: string;
}

/** Undefined where oned.conf asks for SQLite. */
export function mysqlAccessOf(template: Template): MysqlAccess | undefined {
  const value = (key: string, fallback: string) => textOf(template, 'DB', key) ?? fallback;
  if (value('BACKEND', 'sqlite') !== 'mysql') return undefined;
  return {
    server: value('SERVER', 'localhost'),
    port: value('PORT', '0'),
    user: value('USER', 'oneadmin'),
    password: value('PASSWD', ''),
    name: value('DB_NAME', 'opennebula'),
  };
}

/** Which database its client programs are to take; the password goes by MYSQL_PWD. */
export function targetOf({ user, server, port }: MysqlAccess): readonly string[] {
  return ['-u', user, '-h', server, ...(port === '0' ? [] : ['-P', port])];
}

/** The columns of one.db, in the types that oned gives them in MySQL where it matters: no key of unbounded text. */
const columns: Readonly<Record<string, readonly (readonly [name: string, type: string])[]>> = {
  ...Object.fromEntries(
    poolTables.map((table) => [
      table,
      [
        ['oid', 'INTEGER PRIMARY KEY'],
        ['name', 'VARCHAR(256)'],
        ['body', 'MEDIUMTEXT'],
      ],
    ]),
  ),
  pool_control: [
    ['tablename', 'VARCHAR(32) PRIMARY KEY'],
    ['last_oid', 'BIGINT'],
  ],
  logdb: [
    ['log_index', 'BIGINT PRIMARY KEY'],
    ['term', 'BIGINT'],
    ['sqlcmd', 'LONGTEXT'],
    ['timestamp', 'BIGINT'],
    ['fed_index', 'BIGINT'],
    ['applied', 'VARCHAR(8)'],
  ],
  system_attributes: [
    ['name', 'VARCHAR(128) PRIMARY KEY'],
    ['body', 'TEXT'],
  ],
  db_versioning: [
    ['oid', 'INTEGER PRIMARY KEY'],
    ['version', 'VARCHAR(256)'],
    ['timestamp', 'INTEGER'],
    ['comment', 'VARCHAR(256)'],
  ],
};

/**
 * What a oned with a MySQL back-end has there. The double keeps its SQLite file for its own reads: it is filled from
 * MySQL when oned starts, and every change is made in both, one after the other, before anybody is answered.
 */
export class MysqlCopy {
  readonly #access: MysqlAccess;

  constructor(access: MysqlAccess) {
    this.#access = access;
  }

  createTables(): void {
    const tables = Object.entries(columns).map(
      ([table, parts]) => `CREATE TABLE ${table} (${parts.map((part) => part.join(' ')).join(', ')});`,
    );
    this.write(tables.join('\n'));
  }

  write(sql: string): void {
    this.#ask(`${sql};`);
  }

  /** Statements that fill tables of the same names; undefined when there is no database of oned's. */
  dump(): string | undefined {
    if (this.#ask("SHOW TABLES LIKE 'logdb';") === '') return undefined;
    // Hexadecimal, so that neither a tab nor a new line in a value ends a field.
    const questions = Object.entries(columns).map(([table, parts]) => {
      const values = parts.map(([name]) => `IFNULL(HEX(CONVERT(${name} USING utf8mb4)), '-')`);
      return `SELECT '${table}', ${values.join(', ')} FROM ${table};`;
    });
    const rows = this.#ask(questions.join('\n')).split('\n');
    return rows
      .filter((row) => row !== '')
      .map(insertionOf)
      .join('\n');
  }

  #ask(sql: string): string {
    const { name, password } = this.#access;
    const argv = [...targetOf(this.#access), '--batch', '--skip-column-names', name];
    // oned's SQL is read as SQLite reads it: a backslash is a character like others.
    const input = `SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';\n${sql}\n`;
    const env = { ...process.env, MYSQL_PWD: password };
    const run = spawnSync('mysql', argv, { input, env, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
    if (run.status !== 0) throw new Error(`mysql: ${run.stderr.trim().slice(0, 300)}`);
    return run.stdout;
  }
}

function insertionOf(row: string): string {
  const [table = '', ...fields] = row.split('\t');
  const values = fields.map((field, at) => {
    if (field === '-') return 'NULL';
    const text = Buffer.from(field, 'hex').toString('utf8');
    return /INT/.test(columns[table]?.[at]?.[1] ?? '') ? text : literal(text);
  });
  return `INSERT INTO ${table} VALUES (${values.join(', ')});`;
}
