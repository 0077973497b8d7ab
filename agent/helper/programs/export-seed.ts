import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { SeedManifest } from '../../../services/domain/observed.ts';
import { readDatabase } from '../database/database-content.ts';
import { isSqlDump, loadSqlDump } from '../database/sql-dump.ts';
import { writeBundle } from '../seeds/bundle.ts';
import { parseManifest } from '../seeds/manifest.ts';
import { SeedStore } from '../seeds/seed-store.ts';
import { backUpDatabase } from './onedb.ts';
import type { StepContext } from './step-context.ts';

/**
 * Makes a seed: a database backup, oneadmin's credentials and keys in one bundle. What the manifest says of
 * the contents is read from the backup itself, so that it is true of the bytes that travel whatever oned
 * writes meanwhile; where the database is not SQLite, what the agent read from oned stands.
 */
export async function exportSeed(context: StepContext): Promise<void> {
  const { job, config } = context;
  const store = new SeedStore(config.stateDirectory);
  const folder = await store.workFolder(job.seedId);
  const backup = join(folder, 'database');
  const { sqlite } = await backUpDatabase(context, backup);
  // onedb writes 0644, and the backup holds every user's password hash.
  await chmod(backup, 0o600);
  const asked = parseManifest(job.manifestJson);
  const described = sqlite ? await describe(asked, backup, job.node) : asked;
  const folders = { one: config.files.oneDirectory, ssh: config.files.oneSshDirectory };
  const digest = await writeBundle(join(folder, 'bundle.tar'), backup, folders);
  const manifest: SeedManifest = { ...described, seedId: job.seedId, ...digest };
  // The bundle holds it now; two copies would double the space that a seed takes.
  await rm(backup);
  await store.keep(manifest, 'exported');
  await context.say(`seed ${manifest.seedId}: ${manifest.sizeBytes} bytes`);
}

async function describe(asked: SeedManifest, backup: string, node: string): Promise<SeedManifest> {
  const content = await contentOf(backup, node);
  return {
    ...asked,
    contentDigest: content.digest,
    lastLogIndex: content.lastLogIndex,
    lastLogTerm: content.lastLogTerm,
    servers: content.servers,
  };
}

async function contentOf(backup: string, node: string): Promise<ReturnType<typeof readDatabase>> {
  if (!(await isSqlDump(backup))) return readDatabase(backup, node);
  const loaded = `${backup}.loaded`;
  try {
    await loadSqlDump(backup, loaded);
    return readDatabase(loaded, node);
  } finally {
    await rm(loaded, { force: true });
  }
}
