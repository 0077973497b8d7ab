import { cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../../services/domain/observed.ts';
import { makePrivateDirectory, own, ownershipOf, syncDirectory } from '../../durable-file.ts';
import { BeforeStore, type ContentBefore } from '../before/before-store.ts';
import { keepFile } from '../before/kept-files.ts';
import type { HelperConfig } from '../config.ts';
import { readDatabase, settleDatabase } from '../database/database-content.ts';
import { digestOf, unpackBundle } from '../seeds/bundle.ts';
import { SeedStore } from '../seeds/seed-store.ts';
import { onedStatus } from './oned-programs.ts';
import { backUpDatabase, restoreDatabase, usesSqlite } from './onedb.ts';
import type { StepContext } from './step-context.ts';

/**
 * Replaces this node's database, credentials and keys by a seed's. What the first seed of a cluster replaces
 * is kept for `restore-server`, whatever other seeds follow. The database before this very seed stays aside
 * too, and comes back when the restored one is not what the manifest says. Doing it again with the same seed
 * is harmless.
 */
export async function importSeed(context: StepContext): Promise<void> {
  const { job, config } = context;
  const store = new SeedStore(config.stateDirectory);
  const manifest = await store.manifest(job.seedId);
  await requireStopped(context);
  await requireIntact(store, manifest);
  const folder = join(config.stateDirectory, 'import');
  await rm(folder, { recursive: true, force: true });
  await makePrivateDirectory(folder);
  try {
    await unpackBundle(store.bundle(manifest.seedId), folder, manifest.seedId);
    const aside = (await keepFirst(context, manifest)) ?? (await keepAside(context));
    await replaceDatabase(context, manifest, join(folder, 'database'), aside);
    await context.say('database restored and verified');
    await replaceDirectory(join(folder, 'one'), config.files.oneDirectory);
    await replaceDirectory(join(folder, 'ssh'), config.files.oneSshDirectory);
    await store.record(manifest, 'imported');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the database stands that the last seed has replaced. */
export function previousDatabase(config: Pick<HelperConfig, 'stateDirectory'>): string {
  return join(config.stateDirectory, 'previous-database');
}

async function requireStopped(context: StepContext): Promise<void> {
  if ((await onedStatus(context)) === 'running') throw new HapyError('HAPY-E342');
  // A lock that a killed oned left behind would make onedb refuse (opennebula.md section 1).
  await rm(context.config.files.onedLock, { force: true });
}

async function requireIntact(store: SeedStore, manifest: SeedManifest): Promise<void> {
  const found = await digestOf(store.bundle(manifest.seedId));
  if (found.sha256 === manifest.sha256) return;
  throw new HapyError('HAPY-E341', { seed: manifest.seedId, found: found.sha256, expected: manifest.sha256 });
}

/**
 * Keeps everything that this seed replaces when it is the first of its cluster. Gives the place of the database
 * then; undefined where it is kept already, or there is none.
 *
 * @throws HapyError HAPY-E350 when something is kept that another cluster has replaced
 */
async function keepFirst(context: StepContext, { clusterId }: SeedManifest): Promise<string | undefined> {
  const before = new BeforeStore(context.config);
  const kept = (await before.content()) ?? (await before.configuration());
  if (kept !== undefined && kept.clusterId !== clusterId) {
    throw new HapyError('HAPY-E350', { found: kept.clusterId, expected: clusterId });
  }
  const imported = await new SeedStore(context.config.stateDirectory).last('imported');
  // Nothing of the administrator's is left here to keep, and a seed must not pass for it.
  const tooLate = imported?.clusterId === clusterId;
  if (tooLate || (await before.content()) !== undefined) return undefined;
  await before.keepContent(clusterId, (copy) => keepDatabase(context, copy));
  return (await before.content())?.database === undefined ? undefined : before.path('content', 'database');
}

/** A SQLite file as it stands; of another database a backup, which says whose it is not, for nobody asks. */
async function keepDatabase(
  context: StepContext,
  copy: string,
): Promise<Pick<ContentBefore, 'sqlite' | 'database'>> {
  const { oneDatabase } = context.config.files;
  if (await usesSqlite(context)) {
    settleDatabase(oneDatabase);
    return { sqlite: true, database: await keepFile(oneDatabase, copy) };
  }
  // Untested: there is no MySQL where this was developed.
  await backUpDatabase(context, copy);
  await own(copy, { mode: 0o600 });
  const { sha256 } = await digestOf(copy);
  return { sqlite: false, database: { mode: 0o600, uid: 0, gid: 0, sha256 } };
}

async function replaceDatabase(
  context: StepContext,
  manifest: SeedManifest,
  backup: string,
  aside: string | undefined,
): Promise<void> {
  const { config, job } = context;
  const { oneDatabase } = config.files;
  const ownership = await ownershipOf(oneDatabase, {
    ...(await ownershipOf(dirname(oneDatabase), { mode: 0o600 })),
    mode: 0o600,
  });
  const { sqlite } = await restoreDatabase(context, backup);
  if (!sqlite) return;
  await own(oneDatabase, ownership);
  if (isAsManifest(oneDatabase, manifest, job.node)) return;
  if (aside !== undefined) await cp(aside, oneDatabase, { preserveTimestamps: true });
  throw new HapyError('HAPY-E344', { seed: manifest.seedId });
}

/** Keeps the database that is about to be replaced. One that was never bootstrapped has nothing to keep. */
async function keepAside(context: StepContext): Promise<string | undefined> {
  const database = context.config.files.oneDatabase;
  const aside = previousDatabase(context.config);
  const partial = `${aside}.partial`;
  await rm(partial, { force: true });
  if (await usesSqlite(context)) {
    const found = await stat(database).catch(() => undefined);
    if (found === undefined || found.size === 0) return undefined;
    await cp(database, partial);
  } else await backUpDatabase(context, partial);
  await own(partial, { mode: 0o600 });
  await rename(partial, aside);
  return aside;
}

function isAsManifest(database: string, manifest: SeedManifest, node: string): boolean {
  try {
    return readDatabase(database, node).digest === manifest.contentDigest;
  } catch {
    return false;
  }
}

/** Swaps a folder for a new one with the old one's owner; the old one stays beside it until the next time. */
async function replaceDirectory(from: string, target: string): Promise<void> {
  const parent = dirname(target);
  const ownership = await ownershipOf(target, {
    ...(await ownershipOf(parent, { mode: 0o700 })),
    mode: 0o700,
  });
  const fresh = `${target}.hapy-new`;
  const previous = `${target}.hapy-previous`;
  await rm(fresh, { recursive: true, force: true });
  await cp(from, fresh, { recursive: true });
  await ownTree(fresh, ownership);
  await rm(previous, { recursive: true, force: true });
  await rename(target, previous).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, target);
  await syncDirectory(parent);
}

async function ownTree(directory: string, ownership: Awaited<ReturnType<typeof ownershipOf>>): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const { mode } = await stat(path);
    await own(path, { ...ownership, mode: mode & 0o777 });
  }
  await own(directory, ownership);
}
