import { Argument, Command, type Help, InvalidArgumentError, Option } from 'commander';

import { helpMessages } from '../../services/base/messages/help.ts';
import type { ExitStatus, OutputFormat, Session } from './session.ts';

/**
 * The tree of commands with their options. Each command's code is imported only when it is run, so that help
 * and mistakes are answered at once.
 */
export function defineCommands(session: Session, finish: (status: ExitStatus) => void): Command {
  const text: Speak = (key) => helpMessages[key][session.language];
  const program = new TranslatedCommand('hapyctl', session, text)
    .description(text('help.program'))
    .usage(text('help.usage'))
    .option('--dir <DIR>', text('help.dir'))
    .option('--lang <fr|en>', text('help.lang'))
    .addHelpText('after', `\n${text('help.exit')}`);
  defineInit(program, session, finish, text);
  defineTokens(program, session, finish, text);
  definePreflight(program, session, finish, text);
  definePlan(program, session, finish, text);
  defineReading(program, session, finish, text);
  defineRuns(program, session, finish, text);
  defineSandbox(program, session, finish, text);
  return program;
}

type Speak = (key: keyof typeof helpMessages) => string;
type Finish = (status: ExitStatus) => void;

/** A command that writes to the session and throws instead of ending the process; its children do so too. */
class TranslatedCommand extends Command {
  readonly #session: Session;
  readonly #text: Speak;

  constructor(name: string, session: Session, text: Speak) {
    super(name);
    this.#session = session;
    this.#text = text;
    this.exitOverride();
    this.helpOption('-h, --help', text('help.help'));
    this.helpCommand(false);
    this.showSuggestionAfterError(false);
    this.configureOutput({
      writeOut: (written) => session.output.write(written),
      // What is wrong is said once, as a coded error, by whoever catches the exception.
      writeErr: () => undefined,
    });
  }

  override createCommand(name: string): Command {
    return new TranslatedCommand(name, this.#session, this.#text);
  }

  override createHelp(): Help {
    const text = this.#text;
    const headings: Readonly<Record<string, string>> = {
      'Usage:': text('help.heading.usage'),
      'Options:': text('help.heading.options'),
      'Commands:': text('help.heading.commands'),
      'Arguments:': text('help.heading.arguments'),
    };
    const help = super.createHelp();
    help.styleTitle = (title) => headings[title] ?? title;
    help.optionDescription = (option) => withDefault(option.description, option.defaultValue, text);
    return help;
  }
}

function withDefault(description: string, value: unknown, text: Speak): string {
  if (typeof value !== 'string' && typeof value !== 'number') return description;
  return `${description} (${text('help.default').replace('{value}', String(value))})`;
}

interface Reading {
  readonly output: OutputFormat;
}

function outputOption(text: Speak): Option {
  return new Option('-o, --output <form>', text('help.output'))
    .choices(['table', 'json', 'yaml'])
    .default('table');
}

/** commander hands the reason to the person as it is; usage-error.ts takes what comes after "expected". */
function wholeNumber(minimum: number, maximum: number) {
  return (value: string): number => {
    const number = Number(value);
    if (/^\d{1,9}$/.test(value) && number >= minimum && number <= maximum) return number;
    throw new InvalidArgumentError(`expected ${minimum}..${maximum}`);
  };
}

function defineReading(program: Command, session: Session, finish: Finish, text: Speak): void {
  program
    .command('status')
    .description(text('help.status'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { status } = await import('./commands/status.ts');
      finish(await status(session, options));
    });
  program
    .command('nodes')
    .description(text('help.nodes'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { nodes } = await import('./commands/nodes.ts');
      finish(await nodes(session, options));
    });
}

function defineInit(program: Command, session: Session, finish: Finish, text: Speak): void {
  program
    .command('init')
    .description(text('help.init'))
    .requiredOption('--from <F...>', text('help.init.from'))
    .option('--node <N=A...>', text('help.init.node'), [])
    .addOption(outputOption(text))
    .action(async (options: Reading & { readonly from: string[]; readonly node: string[] }) => {
      const { init } = await import('./commands/init.ts');
      finish(await init(session, options));
    });
}

function ignoreOption(text: Speak): Option {
  return new Option('--ignore <NAME...>', text('help.preflight.ignore')).default([], '');
}

function definePreflight(program: Command, session: Session, finish: Finish, text: Speak): void {
  program
    .command('preflight')
    .description(text('help.preflight'))
    .addOption(ignoreOption(text))
    .addOption(outputOption(text))
    .action(async (options: Reading & { readonly ignore: string[] }) => {
      const { preflight } = await import('./commands/preflight.ts');
      finish(await preflight(session, options));
    });
}

function definePlan(program: Command, session: Session, finish: Finish, text: Speak): void {
  program
    .command('plan')
    .description(text('help.plan'))
    .option('--out <F>', text('help.plan.out'))
    .addOption(outputOption(text))
    .action(async (options: Reading & { readonly out?: string }) => {
      const { plan } = await import('./commands/plan.ts');
      finish(await plan(session, options));
    });
  program
    .command('apply')
    .description(text('help.apply'))
    .addArgument(new Argument('[F]', text('help.apply.file')))
    .option('-y, --yes', text('help.apply.yes'), false)
    .option('--reason <T>', text('help.apply.reason'))
    .addOption(ignoreOption(text))
    .addOption(outputOption(text))
    .action(
      async (
        file: string | undefined,
        options: Reading & { readonly yes: boolean; readonly reason?: string; readonly ignore: string[] },
      ) => {
        const { apply } = await import('./commands/apply.ts');
        finish(await apply(session, file, options));
      },
    );
}

function defineTokens(program: Command, session: Session, finish: Finish, text: Speak): void {
  const token = program.command('token').description(text('help.token')).usage(text('help.usage'));
  token
    .command('create')
    .description(text('help.token.create'))
    .addArgument(new Argument('<NODE>', text('help.token.node')))
    .addOption(new Option('--ttl <min>', text('help.token.ttl')).argParser(wholeNumber(1, 1440)).default(30))
    .option('--out <F>', text('help.token.out'))
    .addOption(outputOption(text))
    .action(async (node: string, options: Reading & { readonly ttl: number; readonly out?: string }) => {
      const { createToken } = await import('./commands/token.ts');
      finish(await createToken(session, node, options));
    });
  token
    .command('list')
    .description(text('help.token.list'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { listTokens } = await import('./commands/token.ts');
      finish(await listTokens(session, options));
    });
  token
    .command('revoke')
    .description(text('help.token.revoke'))
    .addArgument(new Argument('<ID>', text('help.token.id')))
    .action(async (id: string) => {
      const { revokeToken } = await import('./commands/token.ts');
      finish(await revokeToken(session, id));
    });
}

function defineRuns(program: Command, session: Session, finish: Finish, text: Speak): void {
  const runs = program
    .command('runs')
    .description(text('help.runs'))
    .addOption(new Option('--limit <n>', text('help.runs.limit')).argParser(wholeNumber(1, 1000)).default(20))
    .addOption(outputOption(text))
    .action(async (options: Reading & { readonly limit: number }) => {
      const { listRuns } = await import('./commands/runs.ts');
      finish(await listRuns(session, options));
    });
  runs
    .command('follow')
    .description(text('help.runs.follow'))
    .addArgument(new Argument('[ID]', text('help.runs.id')))
    .addOption(outputOption(text))
    .action(async (id: string | undefined, _own: Reading, command: Command) => {
      const { followRun } = await import('./commands/runs.ts');
      // -o belongs to `runs` too, and commander gives it to the outermost that knows it.
      finish(await followRun(session, id, command.optsWithGlobals()));
    });
}

function defineSandbox(program: Command, session: Session, finish: Finish, text: Speak): void {
  const sandbox = program.command('sandbox').description(text('help.sandbox')).usage(text('help.usage'));
  sandbox
    .command('up')
    .description(text('help.sandbox.up'))
    .addOption(
      new Option('--nodes <N>', text('help.sandbox.nodes')).argParser(wholeNumber(0, 1000)).default(3),
    )
    .addOption(
      new Option('--stage <S>', text('help.sandbox.stage'))
        .choices(['installed', 'enrolled', 'formed'])
        .default('enrolled'),
    )
    .option('--subnet <R>', text('help.sandbox.subnet'))
    .option('--from <F...>', text('help.sandbox.from'))
    .action(
      async (options: {
        readonly nodes: number;
        readonly stage: 'installed' | 'enrolled' | 'formed';
        readonly subnet?: string;
        readonly from?: string[];
      }) => {
        const { sandboxUp } = await import('./commands/sandbox.ts');
        finish(await sandboxUp(session, options));
      },
    );
  sandbox
    .command('start')
    .description(text('help.sandbox.start'))
    .action(async () => {
      const { sandboxStart } = await import('./commands/sandbox.ts');
      finish(await sandboxStart(session));
    });
  sandbox
    .command('down')
    .description(text('help.sandbox.down'))
    .option('--keep', text('help.sandbox.keep'), false)
    .action(async (options: { readonly keep: boolean }) => {
      const { sandboxDown } = await import('./commands/sandbox.ts');
      finish(await sandboxDown(session, options));
    });
}
