import { randomUUID } from 'node:crypto';

import { fromErrorRecord, HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { StorageStep } from '../../../services/domain/storage/storage-step.ts';
import type { Launcher } from '../programs/launcher.ts';
import type { StepContext } from '../programs/step-context.ts';
import { changeStorage } from './change-storage.ts';

type Rejoin = Extract<StorageStep, { readonly is: 'rejoin-pool' }>;

/** Stopping and starting glusterd, a probe, and starting it once more. */
const deadlineMs = 5 * 60_000;

/**
 * Rejoins the pool from a unit of its own. It writes into glusterd's folder and may make that of a brick; the helper's unit
 * has neither, and could not be given what was not there when it started: GlusterFS is often installed after us.
 *
 * @throws HapyError what the step itself fails with; HAPY-E836 when nobody can say how it ended
 */
export async function rejoinOutside(launcher: Launcher, step: Rejoin): Promise<void> {
  // Repeated, it begins at the start: each attempt is one of its own.
  const actionId = `rejoin-pool/${randomUUID()}`;
  await launcher.start({
    ...{ actionId, program: 'rejoin-pool', storageStep: step, deadlineMs },
    ...{ seedId: '', clusterId: '', manifestJson: '', node: '' },
  });
  for await (const update of launcher.watch(actionId, AbortSignal.timeout(deadlineMs))) {
    if (typeof update === 'string') continue;
    if (update.result?.error !== undefined) throw fromErrorRecord(update.result.error);
    if (update.status !== 'finished')
      throw new HapyError('HAPY-E836', { step: 'rejoin-pool', reason: update.status });
  }
}

/** The program that the unit runs. */
export async function rejoinProgram({ config, job }: StepContext): Promise<void> {
  if (job.storageStep !== undefined) await changeStorage(config, job.storageStep);
}
