import { copyFileSync, existsSync, openSync, readSync, closeSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { nodePaths } from '../node-paths.ts';
import { openNebulaVersion } from '../store/schema.ts';
import { print, printError, programArguments } from './arguments.ts';

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
    database.prepare('VACUUM INTO ?').run(temporary);
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
  const temporary = `${options.database}.${process.pid}.new`;
  copyFileSync(file, temporary);
  // A journal of the old database must never be played back into the new one.
  for (const suffix of ['-journal', '-wal', '-shm']) rmSync(options.database + suffix, { force: true });
  renameSync(temporary, options.database);
  print(
    options.mysqlName === undefined
      ? `Sqlite database backup restored in ${options.database}`
      : `MySQL DB ${options.mysqlName} at localhost restored.`,
  );
  return 0;
}

/** SQLite's magic, and a database that opens whole: a dump cut short is refused before anything is replaced. */
function isDump(file: string): boolean {
  if (!existsSync(file)) return false;
  const magic = Buffer.alloc(16);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, magic, 0, magic.length, 0);
  closeSync(descriptor);
  if (magic.toString('latin1') !== 'SQLite format 3\0') return false;
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database.prepare('PRAGMA quick_check').get()?.['quick_check'] === 'ok';
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
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
