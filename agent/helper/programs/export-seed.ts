import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { SeedManifest } from '../../../services/domain/observed.ts';
import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { reasonOf } from '../../durable-file.ts';
import type { DatabaseContent } from '../database/content-collector.ts';
import { readDatabase } from '../database/database-content.ts';
import { readMysqlDump } from '../database/mysql-dump.ts';
import { isSqlDump, loadSqlDump } from '../database/sql-dump.ts';
import { writeBundle } from '../seeds/bundle.ts';
import { parseManifest } from '../seeds/manifest.ts';
import { SeedStore } from '../seeds/seed-store.ts';
import { withCreoleLock } from '../creole-lock.ts';
import { backUpDatabase, databaseSize, requireRoom, usesSqlite } from './onedb.ts';
import type { StepContext } from './step-context.ts';

/**
 * Makes a seed: a database backup, oneadmin's credentials and keys in one bundle. What the manifest says of
 * the contents is read from the backup itself, so that it is true of the bytes that travel whatever oned
 * writes meanwhile.
 */
export async function exportSeed(context: StepContext): Promise<void> {
  await withCreoleLock(context.config, () => makeSeed(context));
}

async function makeSeed(context: StepContext): Promise<void> {
  const { job, config } = context;
  const store = new SeedStore(config.stateDirectory);
  const folder = await store.workFolder(job.seedId);
  const backup = join(folder, 'database');
  // The backup, a scratch database to look into it, and the bundle.
  await requireRoom(folder, 3 * (await databaseSize(config)));
  await backUpDatabase(context, backup);
  const asked = parseManifest(job.manifestJson);
  const described = await describe(context, asked, backup);
  const folders = { one: config.files.oneDirectory, ssh: config.files.oneSshDirectory };
  const digest = await writeBundle(join(folder, 'bundle.tar'), backup, folders, job.compress ?? false);
  const manifest: SeedManifest = { ...described, seedId: job.seedId, ...digest };
  // The bundle holds it now; two copies would double the space that a seed takes.
  await rm(backup);
  await store.keep(manifest, 'exported');
  await context.say(`seed ${manifest.seedId}: ${manifest.sizeBytes} bytes`);
}

async function describe(context: StepContext, asked: SeedManifest, backup: string): Promise<SeedManifest> {
  const content = await contentOf(context, backup);
  return {
    ...asked,
    contentDigest: content.digest,
    lastLogIndex: content.lastLogIndex,
    lastLogTerm: content.lastLogTerm,
    servers: content.servers,
  };
}

/** @throws HapyError HAPY-E376 when the backup is not whole */
async function contentOf(context: StepContext, backup: string): Promise<DatabaseContent> {
  const { node } = context.job;
  try {
    if (!(await usesSqlite(context))) return await readMysqlDump(backup, node);
    if (!(await isSqlDump(backup))) return readDatabase(backup, node);
    const loaded = `${backup}.loaded`;
    await loadSqlDump(backup, loaded);
    return readDatabase(loaded, node);
  } catch (error) {
    if (error instanceof HapyError) throw error;
    throw new HapyError('HAPY-E376', { reason: reasonOf(error).slice(0, 200) }, error);
  } finally {
    await rm(`${backup}.loaded`, { force: true });
  }
}
