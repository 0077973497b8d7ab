import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { ProcessStatus } from '../../../services/domain/observed.ts';
import { lastLinesOf } from './run-command.ts';
import type { StepContext } from './step-context.ts';

export async function startOned(context: StepContext): Promise<void> {
  // The packaged unit allows three starts a minute. A founding has its own good reasons for two of them, and a
  // guard that refuses is tried again by Restart=on-failure: without this, systemd would refuse ours as one too many.
  await context.systemctl('reset-failed', context.config.unit);
  await control(context, 'start', 'running');
}

export async function stopOned(context: StepContext): Promise<void> {
  await control(context, 'stop', 'stopped');
}

/** What `systemctl is-active` prints, in our words. A unit on its way up or down has a process. */
export function processStatusOf(output: string): ProcessStatus {
  switch (output.trim()) {
    case 'active':
    case 'activating':
    case 'deactivating':
    case 'reloading':
      return 'running';
    case 'failed':
      return 'failed';
    default:
      return 'stopped';
  }
}

export async function onedStatus(context: StepContext): Promise<ProcessStatus> {
  const { output } = await context.ask([context.config.programs.systemctl, 'is-active', context.config.unit]);
  return processStatusOf(output);
}

/** systemctl's own status is not enough: a Type=simple unit is "started" although its program has just ended. */
async function control(context: StepContext, verb: 'start' | 'stop', wanted: ProcessStatus): Promise<void> {
  const { config } = context;
  const { exitCode, output } = await context.systemctl(verb, config.unit);
  const status = await onedStatus(context);
  // A unit that was killed while stopping is left "failed", which is stopped all the same.
  const reached = status === wanted || (wanted === 'stopped' && status === 'failed');
  if (exitCode === 0 && reached) return;
  if (wanted === 'stopped' && reached) return;
  const program = `${config.programs.systemctl} ${verb} ${config.unit}`;
  throw new HapyError('HAPY-E330', { program, exitCode, output: lastLinesOf(output) || status });
}
