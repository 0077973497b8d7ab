import { cp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../../services/domain/observed.ts';
import { makePrivateDirectory, own, ownershipOf, reasonOf, syncDirectory } from '../../durable-file.ts';
import { BeforeStore, type ContentBefore } from '../before/before-store.ts';
import { keepFile } from '../before/kept-files.ts';
import { moveAside } from '../before/move-aside.ts';
import type { HelperConfig } from '../config.ts';
import { readDatabase, settleDatabase } from '../database/database-content.ts';
import { digestOf, unpackBundle } from '../seeds/bundle.ts';
import { unpackedSize } from '../seeds/manifest.ts';
import { SeedStore } from '../seeds/seed-store.ts';
import { withCreoleLock } from '../creole-lock.ts';
import { onedStatus } from './oned-programs.ts';
import {
  backUpDatabase,
  databaseFolder,
  databaseOf,
  databaseSize,
  requireRoom,
  restoreDatabase,
  usesSqlite,
} from './onedb.ts';
import type { StepContext } from './step-context.ts';

/**
 * Replaces this node's database, credentials and keys by a seed's. What the first seed of a cluster replaces
 * is kept for `restore-server`, whatever other seeds follow. The database before this very seed stays aside
 * too; a restored one that is not what the manifest says never takes its place, or gives it back. Doing it again with the same seed
 * is harmless.
 */
export async function importSeed(context: StepContext): Promise<void> {
  await withCreoleLock(context.config, () => replaceServer(context));
}

async function replaceServer(context: StepContext): Promise<void> {
  const { job, config } = context;
  const store = new SeedStore(config.stateDirectory);
  const manifest = await store.manifest(job.seedId);
  await requireStopped(context);
  await requireIntact(store, manifest);
  // Here the seed's parts and the old database, there the new one beside the old.
  const unpackedBytes = unpackedSize(manifest);
  await requireRoom(config.stateDirectory, unpackedBytes + (await databaseSize(config)));
  const databases = await databaseFolder(config);
  if (databases !== undefined) await requireRoom(databases, unpackedBytes);
  const folder = join(config.stateDirectory, 'import');
  await rm(folder, { recursive: true, force: true });
  await makePrivateDirectory(folder);
  try {
    await unpackBundle(store.bundle(manifest.seedId), folder, manifest);
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
  if (await usesSqlite(context)) await replaceSqlite(context, manifest, backup);
  else await replaceMysql(context, manifest, backup, aside);
}

/** Made beside the old one, looked at, then put in its place: the old one is whole until that moment. */
async function replaceSqlite(context: StepContext, manifest: SeedManifest, backup: string): Promise<void> {
  const { oneDatabase } = context.config.files;
  const fresh = `${oneDatabase}.hapy-new`;
  const around = await ownershipOf(dirname(oneDatabase), { mode: 0o600 });
  const ownership = await ownershipOf(oneDatabase, { ...around, mode: 0o600 });
  await removeDatabase(fresh);
  try {
    await restoreDatabase(context, backup, fresh);
    if (!isAsManifest(fresh, manifest, context.job.node))
      throw new HapyError('HAPY-E344', { seed: manifest.seedId });
    await own(fresh, ownership);
    await syncFile(fresh);
    // A journal of the old database would be played into the one that takes its place.
    for (const suffix of sqliteSuffixes) await rm(`${oneDatabase}${suffix}`, { force: true });
    await rename(fresh, oneDatabase);
    await syncDirectory(dirname(oneDatabase));
  } finally {
    await removeDatabase(fresh);
  }
}

/** A MySQL database has one place only: what is not as it should be is replaced by what was kept aside. */
async function replaceMysql(
  context: StepContext,
  manifest: SeedManifest,
  backup: string,
  aside: string | undefined,
): Promise<void> {
  const { config, job } = context;
  try {
    await restoreDatabase(context, backup, config.files.oneDatabase);
    const { content } = await databaseOf(config, job.node);
    if (content?.digest === manifest.contentDigest) return;
    throw new HapyError('HAPY-E344', { seed: manifest.seedId });
  } catch (failure) {
    if (aside === undefined) throw failure;
    await restoreDatabase(context, aside, config.files.oneDatabase).catch((error: unknown) => {
      throw new HapyError('HAPY-E369', { path: aside, reason: reasonOf(error) }, error);
    });
    throw failure;
  }
}

const sqliteSuffixes = ['-journal', '-wal', '-shm'];

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', ...sqliteSuffixes]) await rm(`${path}${suffix}`, { force: true });
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
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
  await moveAside(target, previous);
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
