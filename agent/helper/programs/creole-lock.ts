import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { isExecutable } from './eole-programs.ts';
import { lastLinesOf } from './run-command.ts';
import type { StepContext } from './step-context.ts';

const lockName = 'hapy-cluster';

/**
 * Does something under a system lock of EOLE's own (eole.md section 5, CreoleLock), so that neither a reconfigure
 * nor Maj-Auto runs meanwhile, and not while one of them runs. Where there is no CreoleLock, there is no EOLE.
 *
 * @throws HapyError HAPY-E371 when another program has the lock
 */
export async function withCreoleLock(context: StepContext, work: () => Promise<void>): Promise<void> {
  const { creoleLock } = context.config.programs;
  if (!(await isExecutable(creoleLock))) return work();
  const lock = ['--name', lockName, '--level=system'];
  const { exitCode, output } = await context.ask([creoleLock, 'acquire', ...lock]);
  if (exitCode !== 0) {
    throw new HapyError('HAPY-E371', { program: context.job.program, lock: lastLinesOf(output) });
  }
  try {
    await work();
  } finally {
    await context.askAlways([creoleLock, 'release', ...lock]);
  }
}
