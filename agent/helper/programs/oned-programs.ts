import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { ProcessStatus } from '../../../services/domain/observed.ts';
import { removeRemains, strayOned } from './oned-remains.ts';
import { lastLinesOf } from './run-command.ts';
import type { StepContext } from './step-context.ts';

export async function startOned(context: StepContext): Promise<void> {
  await forgetFailedStarts(context);
  await control(context, 'start', 'running');
}

/**
 * The packaged unit allows three starts a minute. A founding has its own good reasons for two of them, and an oned
 * that is killed or whose guard refuses is tried again by Restart=on-failure: without this, systemd would refuse ours,
 * or the one within EOLE's programs, as one too many. A machine whose unit is not there yet has nothing to forget.
 */
export async function forgetFailedStarts(context: StepContext): Promise<void> {
  await context.ask([context.config.programs.systemctl, 'reset-failed', context.config.unit]);
}

/** How long oned has to end by itself, as part of the time that the whole may take, and at most in milliseconds. */
const politeShare = 0.5;
const politeMsMax = 60_000;

/**
 * Stops oned and cleans up after it. A candidate ignores SIGTERM for as long as there is no leader (opennebula.md
 * section 2), so it is killed when it takes too long. Nothing is cleaned before oned is proved dead: neither its
 * unit has a process nor does one run outside of it.
 *
 * @throws HapyError HAPY-E374 when it lives on
 */
export async function stopOned(context: StepContext): Promise<void> {
  const { unit } = context.config;
  const politeMs = Math.min(politeMsMax, context.job.deadlineMs * politeShare);
  const impatience = setTimeout(() => {
    const kill = async () => {
      await context.say(`oned does not end by itself: killed after ${Math.round(politeMs / 1000)} s`);
      await context.systemctl('kill', '--signal=SIGKILL', unit);
    };
    // Whether it helped is seen below; a program that is over may have closed its log already.
    kill().catch(() => undefined);
  }, politeMs);
  try {
    await control(context, 'stop', 'stopped');
  } finally {
    clearTimeout(impatience);
  }
  const stray = await strayOned();
  if (stray !== undefined) throw new HapyError('HAPY-E374', { evidence: stray });
  await removeRemains(context);
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
