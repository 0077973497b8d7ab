import { resolve } from 'node:path';

import { type Command, CommanderError } from 'commander';

import { chooseLanguage } from '../../services/base/messages/language.ts';
import { defineCommands } from './define-commands.ts';
import type { ExitStatus, OutputFormat, Session } from './session.ts';

/**
 * Runs one hapyctl command line and gives its exit status (design section 5). Never throws: whatever goes
 * wrong becomes a coded message on the error stream, in the person's language.
 */
export async function runCli(
  argv: readonly string[],
  person: Omit<Session, 'language' | 'directory'>,
): Promise<ExitStatus> {
  const language = chooseLanguage(valueOf(argv, '--lang'), person.environment);
  const { environment } = person;
  const directory = directoryOf(argv, environment);
  const identity = valueOf(argv, '--identity') ?? environment['HAPY_IDENTITY'];
  const session: Session = { ...person, language, directory, ...(identity ? { identity } : {}) };
  const output = outputFormatOf(argv);
  let status: ExitStatus = 0;
  const program = defineCommands(session, (result) => {
    status = result;
  });
  try {
    if (argv.length === 0) {
      person.errors.write(program.helpInformation());
      return 2;
    }
    await checkLanguage(argv);
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') {
      person.errors.write(named(program, argv).command.helpInformation());
      return 2;
    }
    // Errors bring their whole table with them, which takes longer to load than help does to be shown.
    const [{ usageError }, { showError }] = await Promise.all([
      import('./usage-error.ts'),
      import('./render/error-view.ts'),
    ]);
    const error = thrown instanceof CommanderError ? usageError(thrown, named(program, argv).words) : thrown;
    return showError(session, error, output);
  }
}

/** The language is needed to say what is wrong with the command line, so it is looked for before parsing. */
function valueOf(argv: readonly string[], option: string): string | undefined {
  const at = argv.findIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = argv[at];
  if (word === undefined) return undefined;
  return word === option ? argv[at + 1] : word.slice(option.length + 1);
}

async function checkLanguage(argv: readonly string[]): Promise<void> {
  const asked = valueOf(argv, '--lang');
  if (asked === undefined || asked === 'fr' || asked === 'en') return;
  const { HapyError } = await import('../../services/base/errors/hapy-error.ts');
  throw new HapyError('HAPY-E254', { option: '--lang', found: asked, expected: 'fr, en' });
}

function directoryOf(argv: readonly string[], environment: Session['environment']): string | undefined {
  const asked = valueOf(argv, '--dir') ?? environment['HAPY_DIR'];
  return asked === undefined || asked === '' ? undefined : resolve(asked);
}

/** Errors are told in the form that was asked for, also when the command line is what is wrong. */
function outputFormatOf(argv: readonly string[]): OutputFormat {
  const asked = valueOf(argv, '-o') ?? valueOf(argv, '--output');
  return asked === 'json' || asked === 'yaml' ? asked : 'table';
}

/** The innermost command that the words name, "hapyctl token create": where to ask for --help. */
function named(
  program: Command,
  argv: readonly string[],
): { readonly command: Command; readonly words: string } {
  const names = ['hapyctl'];
  let command: Command = program;
  for (const word of argv) {
    const inner = command.commands.find((each) => each.name() === word);
    if (inner === undefined) continue;
    names.push(word);
    command = inner;
  }
  return { command, words: names.join(' ') };
}
