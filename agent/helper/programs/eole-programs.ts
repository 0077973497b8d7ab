import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { readIfPresent } from '../../durable-file.ts';
import { lastLinesOf } from './run-command.ts';
import { releaseCreoleLock } from '../creole-lock.ts';
import type { StepContext } from './step-context.ts';

/** What EOLE's own test team takes for a failure even when the exit status is 0 (eole.md section 6). */
const failureMarks = [
  'Traceback (most recent call last):',
  '=> Erreur',
  'Aucun espace disponible sur le périphérique',
];

/** `instance`: done when config.eol.bak exists; it asks questions, and nothing here answers them. */
export async function instance(context: StepContext): Promise<void> {
  const { config } = context;
  if ((await readIfPresent(config.files.configEolBackup)) !== undefined) return;
  await runEoleProgram(context, config.programs.instance);
  if ((await readIfPresent(config.files.configEolBackup)) !== undefined) return;
  throw new HapyError('HAPY-E335', { node: context.job.node, path: config.files.configEolBackup });
}

/** Our own lock would keep it away as it does any other; a member's is released long before. */
export async function reconfigure(context: StepContext): Promise<void> {
  await releaseCreoleLock(context.config);
  await runEoleProgram(context, context.config.programs.reconfigure);
}

async function runEoleProgram(context: StepContext, program: string): Promise<void> {
  const output = await context.runOrFail([program]);
  const line = output.split('\n').find((each) => failureMarks.some((mark) => each.includes(mark)));
  if (line !== undefined) {
    throw new HapyError('HAPY-E331', {
      program,
      output: `${line.trim()} | ${lastLinesOf(output)}`.slice(0, 400),
    });
  }
}
