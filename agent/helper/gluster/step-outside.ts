import { randomUUID } from 'node:crypto';

import { fromErrorRecord, HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { ProbeStep, StorageStep } from '../../../services/domain/storage/storage-step.ts';
import type { Launcher } from '../programs/launcher.ts';
import type { StepContext } from '../programs/step-context.ts';
import { changeStorage } from './change-storage.ts';

type OutsideStep = Extract<StorageStep, { readonly is: 'rejoin-pool' | 'make-folder' }> | ProbeStep;

/** Of rejoining: stopping and starting glusterd, a probe, and starting it once more. */
const deadlineMs = 5 * 60_000;

/** Whether a step needs rights that the helper's own unit has not. */
export function isOutside(step: StorageStep): step is OutsideStep {
  return step.is === 'rejoin-pool' || step.is === 'make-folder' || 'seed' in step;
}

/**
 * Does a step from a unit of its own. Rejoining writes into glusterd's folder and may make that of a brick; the files of a
 * drill go through the mount, and a folder of the volume is made through one that only its unit sees. The helper's unit has none of these, and could not be given what was not there when it
 * started: GlusterFS is often installed after us, and mounted later still.
 *
 * @throws HapyError what the step itself fails with; HAPY-E828, E836 or E839 when nobody can say how it ended
 */
export async function stepOutside(launcher: Launcher, step: OutsideStep): Promise<void> {
  const program = 'seed' in step ? 'probe-storage' : step.is;
  // Repeated, it begins at the start: each attempt is one of its own.
  const actionId = `${program}/${randomUUID()}`;
  await launcher.start({
    ...{ actionId, program, storageStep: step, deadlineMs },
    ...{ seedId: '', clusterId: '', manifestJson: '', node: '' },
  });
  for await (const update of launcher.watch(actionId, AbortSignal.timeout(deadlineMs))) {
    if (typeof update === 'string') continue;
    if (update.result?.error !== undefined) throw fromErrorRecord(update.result.error);
    if (update.status === 'finished') continue;
    const reason = update.status;
    if (step.is === 'make-folder')
      throw new HapyError('HAPY-E828', { folder: step.folder, volume: step.volume, reason });
    if (step.is === 'rejoin-pool') throw new HapyError('HAPY-E836', { step: step.is, reason });
    throw new HapyError('HAPY-E839', { path: step.path, reason });
  }
}

/** The program that the unit runs. */
export async function stepProgram({ config, job }: StepContext): Promise<void> {
  if (job.storageStep !== undefined) await changeStorage(config, job.storageStep);
}
