import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { nodePaths } from '../node-paths.ts';
import { readOnedConfiguration } from '../oned/configuration.ts';
import { mysqlAccessOf } from '../store/mysql-copy.ts';
import { openNebulaVersion } from '../store/schema.ts';
import { print, printError, programArguments } from './arguments.ts';
import { backUpMysql, restoreMysql } from './onedb-mysql.ts';

const failed = 255;

interface Options {
  readonly force: boolean;
  readonly verbose: boolean;
  /** The database file of -s, or this node's own for -u -p -d. */
  readonly database: string;
  /** The database name of -d; undefined for SQLite. */
  readonly mysqlName: string | undefined;
}

/** `onedb backup|restore|version` with the flags, texts and exit codes that were recorded. */
function main(): number {
  const { root, words } = programArguments();
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      force: { type: 'boolean', short: 'f', default: false },
      verbose: { type: 'boolean', short: 'v', default: false },
      sqlite: { type: 'string', short: 's' },
      username: { type: 'string', short: 'u' },
      password: { type: 'string', short: 'p' },
      dbname: { type: 'string', short: 'd' },
      server: { type: 'string', short: 'S' },
      port: { type: 'string', short: 'P' },
    },
  });
  const [verb, file] = positionals;
  if (values.sqlite === undefined && values.dbname === undefined) {
    // Without them onedb reads oned.conf through a gem that Debian's ruby-augeas breaks.
    printError("Unable to parse oned.conf: undefined method `create' for Augeas:Class");
    return failed;
  }
  const options = {
    force: values.force,
    verbose: values.verbose,
    database: values.sqlite ?? nodePaths(root).oneDatabase,
    mysqlName: values.sqlite === undefined ? values.dbname : undefined,
  };
  // Of a real MySQL only where oned has one; elsewhere its flags are taken for this node's own file.
  const access = mysqlAccessOf(readOnedConfiguration(nodePaths(root).onedConf).template);
  if (values.sqlite === undefined && access !== undefined && file !== undefined) {
    const given = {
      server: values.server ?? 'localhost',
      port: values.port ?? '0',
      user: values.username ?? '',
      password: values.password ?? process.env['ONE_DB_PASSWORD'] ?? '',
      name: values.dbname ?? '',
    };
    if (verb === 'backup') return backUpMysql(given, file);
    if (verb === 'restore') return restoreMysql(root, given, file);
  }
  switch (verb ?? '') {
    case 'backup':
      return backup(options, file ?? `${options.database}_${new Date().toISOString()}.bck`);
    case 'restore':
      return restore(root, options, file);
    case 'version':
      return version(options);
    default:
      printError(`Command ${verb ?? ''} not found`);
      return failed;
  }
}

/** Hot: oned may run, the copy is one moment of the database. Left readable by all, as the real one leaves it. */
function backup(options: Options, file: string): number {
  if (!options.force && existsSync(file)) {
    printError(`File ${file} exists, backup aborted. Use -f to overwrite.`);
    return failed;
  }
  if (!existsSync(options.database)) {
    printError(`File ${options.database} doesn't exist, backup aborted.`);
    return failed;
  }
  const temporary = `${file}.${process.pid}.new`;
  const database = new DatabaseSync(options.database, { timeout: 10_000, readOnly: true });
  try {
    writeFileSync(temporary, dumpOf(database), { mode: 0o644 });
  } finally {
    database.close();
  }
  renameSync(temporary, file);
  if (options.mysqlName === undefined) {
    print(`Sqlite database backup stored in ${file}\nUse 'onedb restore' to restore the DB.`);
  } else {
    print(`MySQL dump stored in ${file}\nUse 'onedb restore' or restore the DB using the mysql command:`);
    print('mysql -u user -h server -P port db_name < backup_file\n');
  }
  return 0;
}

function restore(root: string, options: Options, file: string | undefined): number {
  const { onedLock } = nodePaths(root);
  if (existsSync(onedLock)) {
    printError(`First stop OpenNebula. Lock file found: ${onedLock}`);
    return failed;
  }
  if (file === undefined || !isDump(file)) {
    printError(`File ${file ?? ''} is not a database backup, restore aborted.`);
    return failed;
  }
  if (!options.force && existsSync(options.database)) {
    printError(`File ${options.database} exists, use -f to overwrite.`);
    return failed;
  }
  // Like `sqlite3 DB < FILE`: into the database that stands, table by table.
  const database = new DatabaseSync(options.database, { timeout: 10_000 });
  try {
    database.exec(readFileSync(file, 'utf8'));
  } finally {
    database.close();
  }
  print(
    options.mysqlName === undefined
      ? `Sqlite database backup restored in ${options.database}`
      : `MySQL DB ${options.mysqlName} at localhost restored.`,
  );
  return 0;
}

/**
 * The text of `sqlite3 .dump`, with a DROP TABLE for each table before it: what a real `onedb backup -s`
 * writes (OpenNebula 6.10, src/onedb/onedb_backend.rb). One transaction, so one moment of the database.
 */
function dumpOf(database: DatabaseSync): string {
  database.exec('BEGIN');
  const tables = database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
    .all();
  const drops = tables.map(({ name }) => `DROP TABLE IF EXISTS "${String(name)}";`);
  const contents = tables.flatMap(({ name, sql }) => {
    const table = String(name);
    const columns = database.prepare(`PRAGMA table_info("${table}")`).all();
    const values = columns.map((column) => `quote("${String(column['name'])}")`).join(` || ',' || `);
    const rows = database.prepare(`SELECT ${values} AS row FROM "${table}"`).all();
    return [`${String(sql)};`, ...rows.map(({ row }) => `INSERT INTO "${table}" VALUES(${String(row)});`)];
  });
  database.exec('COMMIT');
  return [...drops, 'PRAGMA foreign_keys=OFF;', 'BEGIN TRANSACTION;', ...contents, 'COMMIT;', ''].join('\n');
}

/** A dump cut short is refused before anything is replaced; a real onedb would not notice. */
function isDump(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').trimEnd().endsWith('COMMIT;');
}

function version(options: Options): number {
  if (!options.verbose) {
    print(`Shared: ${openNebulaVersion}\nLocal:  ${openNebulaVersion}`);
    return 0;
  }
  for (const tables of ['Shared', 'Local']) {
    print(`${`${tables} tables version:`.padEnd(25)}${openNebulaVersion}`);
    print(`Required version:        ${openNebulaVersion}\n`);
  }
  return 0;
}

process.exitCode = main();
