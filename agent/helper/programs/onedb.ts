import { chmod, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { readIfPresent } from '../../durable-file.ts';
import { readAttribute } from '../configuration/attribute-file.ts';
import type { HelperConfig } from '../config.ts';
import { type DatabaseAccess, databaseAccess } from '../database/access.ts';
import type { DatabaseContent } from '../database/content-collector.ts';
import { readDatabase } from '../database/database-content.ts';
import { readMysqlDatabase, readMysqlPlace } from '../database/mysql-content.ts';
import { lastLinesOf } from './run-command.ts';
import type { StepContext } from './step-context.ts';

const mebibyte = 1024 * 1024;
/** What must stay free beside what we write: logs and oned itself need room too. */
const marginBytes = 64 * mebibyte;
const defaultRpcPort = '2633';

/** A backup into a file that only root may read; oned may run meanwhile. */
export async function backUpDatabase(context: StepContext, file: string): Promise<void> {
  const { files } = context.config;
  // onedb makes its file 0644, and a backup holds every user's password hash: it gets one that is there already.
  await writeFile(file, '', { mode: 0o600 });
  await runOnedb(context, 'backup', file, files.oneDatabase);
  // Should it have put another one in its place.
  await chmod(file, 0o600);
}

/**
 * Loads the backup: a MySQL database is dropped and made anew, a SQLite one is made in `sqliteTarget`. onedb itself
 * refuses while oned's lock stands. It ends with 0 when sqlite3 has failed, so what was loaded has to be looked at.
 */
export async function restoreDatabase(
  context: StepContext,
  file: string,
  sqliteTarget: string,
): Promise<void> {
  await runOnedb(context, 'restore', file, sqliteTarget);
}

export async function usesSqlite(context: StepContext): Promise<boolean> {
  return (await accessTo(context.config)).engine === 'sqlite';
}

/** What this node's database holds now, and its size in bytes; no content where it was never made. */
export async function databaseOf(
  config: HelperConfig,
  node: string,
): Promise<{ readonly content: DatabaseContent | undefined; readonly sizeBytes: number }> {
  const access = await accessTo(config);
  if (access.engine === 'mysql') return readMysqlDatabase(config.programs.mysql, access, node);
  const found = await stat(config.files.oneDatabase).catch(() => undefined);
  if (found === undefined || found.size === 0) return { content: undefined, sizeBytes: 0 };
  return { content: readDatabase(config.files.oneDatabase, node), sizeBytes: found.size };
}

/** What has changed when a MySQL database of a member may have; undefined for another engine. */
export async function mysqlPlace(config: HelperConfig): Promise<string | undefined> {
  const access = await accessTo(config);
  return access.engine === 'mysql' ? readMysqlPlace(config.programs.mysql, access) : undefined;
}

/** How much room the database takes, in bytes; one that cannot be understood has a size all the same. */
export async function databaseSize(config: HelperConfig): Promise<number> {
  const access = await accessTo(config);
  if (access.engine === 'mysql')
    return (await readMysqlDatabase(config.programs.mysql, access, '')).sizeBytes;
  return (await stat(config.files.oneDatabase).catch(() => undefined))?.size ?? 0;
}

/** @throws HapyError HAPY-E368 when a folder has not that much room, before anything is written there */
export async function requireRoom(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes + marginBytes) return;
  throw new HapyError('HAPY-E368', {
    path: folder,
    neededMib: Math.ceil((neededBytes + marginBytes) / mebibyte),
    freeMib: Math.floor(freeBytes / mebibyte),
  });
}

/** The folder in which a SQLite database lives; a MySQL server's own is not ours to look into. */
export async function databaseFolder(config: HelperConfig): Promise<string | undefined> {
  const { engine } = await accessTo(config);
  return engine === 'sqlite' ? dirname(config.files.oneDatabase) : undefined;
}

async function accessTo(config: HelperConfig): Promise<DatabaseAccess> {
  // Before `instance` there may be no oned.conf yet: then oned's defaults hold.
  return databaseAccess((await readIfPresent(config.files.onedConf)) ?? '');
}

/**
 * The access is always given: without it onedb asks a Ruby library that Debian's own package breaks
 * (opennebula.md section 1). The password goes by the environment, where `ps` does not show it; when mysqldump
 * fails, onedb prints its command line with the password in it, so its output is told without that.
 */
async function runOnedb(
  context: StepContext,
  verb: 'backup' | 'restore',
  file: string,
  sqliteFile: string,
): Promise<void> {
  const { config } = context;
  const access = await accessTo(config);
  const endpoint = await localEndpoint(config);
  const argv = [config.programs.onedb, verb, '-f', ...parametersOf(access, sqliteFile), file];
  const password = access.engine === 'mysql' ? access.password : '';
  const environment = access.engine === 'mysql' ? { ONE_DB_PASSWORD: password } : {};
  const { exitCode, output } = await context.ask(argv, { ...environment, ONE_XMLRPC: endpoint });
  const told = password === '' ? output : output.replaceAll(password, '***');
  await context.say(told.trim());
  if (exitCode === 0) return;
  throw new HapyError('HAPY-E330', { program: config.programs.onedb, exitCode, output: lastLinesOf(told) });
}

function parametersOf(access: DatabaseAccess, sqliteFile: string): readonly string[] {
  if (access.engine === 'sqlite') return ['-s', sqliteFile];
  const port = access.port === 0 ? [] : ['-P', String(access.port)];
  // The double and each version know -u and -d; the server is named only where it is not the usual one.
  const server = access.server === 'localhost' ? [] : ['-S', access.server];
  return ['-u', access.user, '-d', access.name, ...server, ...port];
}

/**
 * Before a restore onedb asks whether an oned answers, at the endpoint of `.one/one_endpoint`. Where an
 * administrator has put the virtual address there, the zone itself would answer and stop every restore.
 */
async function localEndpoint({ files }: HelperConfig): Promise<string> {
  const port = readAttribute((await readIfPresent(files.onedConf)) ?? '', 'PORT') ?? defaultRpcPort;
  return `http://127.0.0.1:${port}/RPC2`;
}
