import { access, constants, stat } from 'node:fs/promises';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { readIfPresent } from '../../durable-file.ts';
import { releaseCreoleLock } from '../creole-lock.ts';
import { forgetFailedStarts } from './oned-programs.ts';
import { type CommandResult, lastLinesOf } from './run-command.ts';
import type { StepContext } from './step-context.ts';

/** What EOLE's own test team takes for a failure even when the exit status is 0 (eole.md section 6). */
const failureMarks = [
  'Traceback (most recent call last):',
  '=> Erreur',
  'Aucun espace disponible sur le périphérique',
  'Impossible d’accéder aux variables Creole',
];

/** What a program says that found another one's lock (eole.md section 5). */
const lockMark = 'A system lock is already set by another process';

/** instance-unattended ends with this when a question was not answered for 2000 s (eole.md section 6). */
const unansweredStatus = 2;

/**
 * `instance`: done when config.eol.bak exists. It asks questions. Where the administrator has left the passwords
 * on this node, `instance-unattended` answers them; where nobody does, it is for a person to run.
 *
 * @throws HapyError HAPY-E335 a person must run it, E371 another program of EOLE runs, E372 the passwords are
 *   readable by others, E373 a question was not answered, E330 and E331 it failed by its status or by its words
 */
export async function instance(context: StepContext): Promise<void> {
  const { config, job } = context;
  const isDone = async () => (await readIfPresent(config.files.configEolBackup)) !== undefined;
  if (await isDone()) return;
  const argv = await instanceCommand(context);
  if (argv !== undefined) await runEoleProgram(context, argv);
  if (await isDone()) return;
  throw new HapyError('HAPY-E335', { node: job.node, path: config.files.configEolBackup });
}

/** Our own lock would keep it away as it does any other; a member's is released long before. */
export async function reconfigure(context: StepContext): Promise<void> {
  await releaseCreoleLock(context.config);
  await runEoleProgram(context, [context.config.programs.reconfigure]);
}

/** How `instance` can run without a person; undefined when it cannot. */
async function instanceCommand({ config }: StepContext): Promise<readonly string[] | undefined> {
  const { instance: plain, instanceUnattended } = config.programs;
  if (!config.instanceAsks) return [plain];
  const passwords = config.files.instancePasswords;
  const found = await stat(passwords).catch(() => undefined);
  if (found === undefined || !(await isExecutable(instanceUnattended))) return undefined;
  const foreign = process.getuid?.() === 0 && found.uid !== 0;
  if ((found.mode & 0o077) !== 0 || foreign) {
    const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
    throw new HapyError('HAPY-E372', { path: passwords, mode });
  }
  // Not --store-passwords: what it is given is on this node already, and should be nowhere else.
  return [instanceUnattended, '--file-passwords', passwords];
}

async function runEoleProgram(context: StepContext, argv: readonly string[]): Promise<void> {
  await forgetFailedStarts(context);
  const result = await context.run(argv);
  const [program = ''] = argv;
  requireNoLock(program, result);
  const { exitCode, output } = result;
  if (exitCode === unansweredStatus && program === context.config.programs.instanceUnattended) {
    throw new HapyError('HAPY-E373', { output: lastLinesOf(output) });
  }
  if (exitCode !== 0) throw new HapyError('HAPY-E330', { program, exitCode, output: lastLinesOf(output) });
  const line = output.split('\n').find((each) => failureMarks.some((mark) => each.includes(mark)));
  if (line === undefined) return;
  const told = `${line.trim()} | ${lastLinesOf(output)}`.slice(0, 400);
  throw new HapyError('HAPY-E331', { program, output: told });
}

function requireNoLock(program: string, { output }: CommandResult): void {
  const line = output.split('\n').find((each) => each.includes(lockMark));
  if (line === undefined) return;
  throw new HapyError('HAPY-E371', { program, lock: line.split(': ').at(-1)?.trim() ?? '' });
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
