import { rm } from 'node:fs/promises';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { BeforeStore, type ContentBefore } from '../before/before-store.ts';
import { isIntact, putFileBack, putTreeBack } from '../before/kept-files.ts';
import { putConfigurationBack } from '../before/put-back-configuration.ts';
import { readIdentity, unreadable, writeIdentity } from '../identity.ts';
import { digestOf } from '../seeds/bundle.ts';
import { SeedStore } from '../seeds/seed-store.ts';
import { previousDatabase } from './import-seed.ts';
import { onedStatus } from './oned-programs.ts';
import { restoreDatabase } from './onedb.ts';
import { releaseCreoleLock } from '../creole-lock.ts';
import type { StepContext } from './step-context.ts';

/**
 * Makes this node what it was before a founding of that cluster: database, credentials, keys, configuration,
 * and last of all a guard that is free. Where no seed was ever restored, only configuration and guard go back.
 *
 * @throws HapyError HAPY-E348 oned runs, HAPY-E349 a member, HAPY-E350 another cluster's, HAPY-E351 what was
 *   kept is missing or damaged
 */
export async function restoreServer(context: StepContext): Promise<void> {
  for (const step of restoreSteps(context)) {
    context.signal.throwIfAborted();
    await step();
  }
}

/**
 * Every step can be done again when those before it are done: after a stop at any point the whole is repeated.
 * What was kept is forgotten only when all of it is in place, and the guard holds oned until then.
 */
export function restoreSteps(context: StepContext): readonly (() => Promise<void>)[] {
  const { config, job } = context;
  const store = new BeforeStore(config);
  return [
    () => requireRestorable(context, store),
    () => hold(context),
    () => putDatabaseBack(context, store),
    () => putCredentialsBack(context, store),
    () => putConfigurationsBack(context, store),
    () => new SeedStore(config.stateDirectory).forget(job.clusterId),
    () => rm(previousDatabase(config), { force: true }),
    () => store.forget(),
    () => writeIdentity(config.identityFile, { state: 'free' }),
    () => releaseCreoleLock(config),
  ];
}

async function requireRestorable(context: StepContext, store: BeforeStore): Promise<void> {
  const { config, job } = context;
  const identity = await readIdentity(config.identityFile);
  if (identity === unreadable) throw new HapyError('HAPY-E323', { path: config.identityFile });
  if (identity.state === 'member') throw new HapyError('HAPY-E349');
  const content = await store.content();
  const owners = [content, await store.configuration(), identity.state === 'free' ? undefined : identity];
  for (const owner of owners) {
    if (owner === undefined || owner.clusterId === job.clusterId) continue;
    throw new HapyError('HAPY-E350', { found: owner.clusterId, expected: job.clusterId });
  }
  await requireStopped(context);
  await requireKept(context, store, content);
}

async function requireStopped(context: StepContext): Promise<void> {
  if ((await onedStatus(context)) === 'running') throw new HapyError('HAPY-E348');
}

/** Before anything is touched: the database that goes back is there, byte for byte. */
async function requireKept(
  { config, job }: StepContext,
  store: BeforeStore,
  content: ContentBefore | undefined,
): Promise<void> {
  const path = store.path('content', 'database');
  if (content === undefined) {
    const imported = await new SeedStore(config.stateDirectory).last('imported');
    if (imported?.clusterId === job.clusterId) throw new HapyError('HAPY-E351', { path });
    return;
  }
  if (content.database !== undefined && !(await isIntact(path, content.database))) {
    throw new HapyError('HAPY-E351', { path });
  }
}

/** Nothing may start oned while its database is neither the one nor the other. */
async function hold(context: StepContext): Promise<void> {
  const { config, job } = context;
  await writeIdentity(config.identityFile, { state: 'held', clusterId: job.clusterId });
  await requireStopped(context);
}

async function putDatabaseBack(context: StepContext, store: BeforeStore): Promise<void> {
  const content = await store.content();
  if (content === undefined) return;
  const { oneDatabase, onedLock } = context.config.files;
  const copy = store.path('content', 'database');
  if (!content.sqlite) {
    // A lock left behind would make onedb refuse.
    await rm(onedLock, { force: true });
    await restoreDatabase(context, copy, oneDatabase);
    return;
  }
  // A journal of the seed's database would be played into the one that takes its place.
  for (const suffix of ['-journal', '-wal', '-shm']) await rm(`${oneDatabase}${suffix}`, { force: true });
  if (content.database === undefined) {
    await rm(oneDatabase, { force: true });
    return;
  }
  await putFileBack(copy, content.database, oneDatabase);
  const { sha256 } = await digestOf(oneDatabase);
  if (sha256 !== content.database.sha256) throw new HapyError('HAPY-E351', { path: oneDatabase });
  await context.say('database put back and verified');
}

async function putCredentialsBack({ config }: StepContext, store: BeforeStore): Promise<void> {
  const content = await store.content();
  if (content === undefined) return;
  const { oneDirectory, oneSshDirectory } = config.files;
  await putTreeBack(store.path('content', 'one'), content.one, oneDirectory);
  await putTreeBack(store.path('content', 'ssh'), content.ssh, oneSshDirectory);
}

async function putConfigurationsBack(context: StepContext, store: BeforeStore): Promise<void> {
  const kept = await store.configuration();
  if (kept === undefined) return;
  const { onedConf, monitordConf } = context.config.files;
  const files = [
    { copy: store.path('configuration', 'oned.conf'), kept: kept.onedConf, target: onedConf },
    { copy: store.path('configuration', 'monitord.conf'), kept: kept.monitordConf, target: monitordConf },
  ];
  for (const each of files) {
    const same = await putConfigurationBack(each.copy, each.kept, each.target);
    if (!same)
      await context.say(`${each.target} was changed meanwhile: kept, with its server id from before`);
  }
}
