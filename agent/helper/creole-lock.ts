import { access, constants } from 'node:fs/promises';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from './config.ts';
import { lastLinesOf, runCommand } from './programs/run-command.ts';

const lockName = 'hapy-cluster';
const commandMs = 8_000;

type Lockable = Pick<HelperConfig, 'programs'>;

/**
 * Takes EOLE's exclusive system lock (CreoleLock, eole.md section 5), so that no reconfigure, update or backup
 * runs while a seed is made, carried and restored. It outlives this process, and having it already is as good.
 * Where there is no CreoleLock, as on a plain OpenNebula front-end, there is nobody to keep away.
 *
 * @throws HapyError HAPY-E355 another program has it
 */
export async function holdCreoleLock(config: Lockable): Promise<void> {
  if (!(await isThere(config)) || (await isHeld(config))) return;
  const { exitCode, output } = await creoleLock(config, 'acquire');
  if (exitCode !== 0) throw new HapyError('HAPY-E355', { output: lastLinesOf(output) });
}

/** Gives it back; it need not be held. */
export async function releaseCreoleLock(config: Lockable): Promise<void> {
  if ((await isThere(config)) && (await isHeld(config))) await creoleLock(config, 'release');
}

/**
 * Does something under the lock. One that is held already, while a change of the cluster is under way, stays.
 *
 * @throws HapyError HAPY-E355 another program has it
 */
export async function withCreoleLock(config: Lockable, work: () => Promise<void>): Promise<void> {
  if (!(await isThere(config)) || (await isHeld(config))) return work();
  await holdCreoleLock(config);
  try {
    await work();
  } finally {
    await releaseCreoleLock(config);
  }
}

async function isHeld(config: Lockable): Promise<boolean> {
  return (await creoleLock(config, 'is_locked')).exitCode === 0;
}

function creoleLock({ programs }: Lockable, verb: 'acquire' | 'is_locked' | 'release') {
  const argv = [programs.creoleLock, verb, '--name', lockName, '--level=system'];
  return runCommand(argv, { signal: AbortSignal.timeout(commandMs) });
}

function isThere({ programs }: Lockable): Promise<boolean> {
  if (programs.creoleLock === '') return Promise.resolve(false);
  return access(programs.creoleLock, constants.X_OK).then(
    () => true,
    () => false,
  );
}
