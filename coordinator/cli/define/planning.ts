import { Argument, type Command, Option } from 'commander';

import {
  type Discarding,
  discardOption,
  ignoreOption,
  outputOption,
  type Reading,
  wholeNumber,
} from './options.ts';
import type { Defining } from './translated-command.ts';

export function definePlan(program: Command, { session, finish, text }: Defining): void {
  program
    .command('plan')
    .description(text('help.plan'))
    .option('--out <F>', text('help.plan.out'))
    .addOption(discardOption(text))
    .addOption(outputOption(text))
    .action(async (options: Reading & Discarding & { readonly out?: string }) => {
      const { plan } = await import('../commands/plan.ts');
      finish(await plan(session, options));
    });
  program
    .command('apply')
    .description(text('help.apply'))
    .addArgument(new Argument('[F]', text('help.apply.file')))
    .option('-y, --yes', text('help.apply.yes'), false)
    .option('--reason <T>', text('help.apply.reason'))
    .option('--no-drill', text('help.apply.no-drill'))
    .addOption(ignoreOption(text))
    .addOption(discardOption(text))
    .addOption(outputOption(text))
    .action(
      async (
        file: string | undefined,
        options: Reading &
          Discarding & { readonly yes: boolean; readonly reason?: string; readonly ignore: string[] },
      ) => {
        const { apply } = await import('../commands/apply.ts');
        finish(await apply(session, file, options));
      },
    );
}

export function defineDrill(program: Command, { session, finish, text }: Defining): void {
  program
    .command('drill')
    .description(text('help.drill'))
    .option('--storage', text('help.drill.storage'), false)
    .option('--dry-run', text('help.drill.dry-run'), false)
    .option('--last', text('help.drill.last'), false)
    .option('-y, --yes', text('help.apply.yes'), false)
    .option('--reason <T>', text('help.apply.reason'))
    .addOption(outputOption(text))
    .action(
      async (
        options: Reading & {
          readonly storage: boolean;
          readonly dryRun: boolean;
          readonly yes: boolean;
          readonly reason?: string;
        },
      ) => {
        const { drill } = await import('../commands/drill.ts');
        finish(await drill(session, options));
      },
    );
}

export function defineRuns(program: Command, { session, finish, text }: Defining): void {
  const runs = program
    .command('runs')
    .description(text('help.runs'))
    .addOption(new Option('--limit <n>', text('help.runs.limit')).argParser(wholeNumber(1, 1000)).default(20))
    .addOption(outputOption(text))
    .action(async (options: Reading & { readonly limit: number }) => {
      const { listRuns } = await import('../commands/runs.ts');
      finish(await listRuns(session, options));
    });
  runs
    .command('show')
    .description(text('help.runs.show'))
    .addArgument(new Argument('[ID]', text('help.runs.id')))
    .addOption(outputOption(text))
    .action(async (id: string | undefined, _own: Reading, command: Command) => {
      const { showRun } = await import('../commands/show-run.ts');
      finish(await showRun(session, id, command.optsWithGlobals()));
    });
  runs
    .command('follow')
    .description(text('help.runs.follow'))
    .addArgument(new Argument('[ID]', text('help.runs.id')))
    .addOption(new Option('--after <n>', text('help.runs.after')).argParser(wholeNumber(0, 999_999_999)))
    .addOption(outputOption(text))
    .action(async (id: string | undefined, _own: Reading, command: Command) => {
      const { followRun } = await import('../commands/runs.ts');
      // -o belongs to `runs` too, and commander gives it to the outermost that knows it.
      finish(await followRun(session, id, command.optsWithGlobals()));
    });
}

export function defineRun(program: Command, { session, finish, text }: Defining): void {
  type Options = Reading & { readonly yes: boolean; readonly reason?: string };
  const run = program.command('run').description(text('help.run')).usage(text('help.usage'));
  const define = (name: 'resume' | 'abort') =>
    run
      .command(name)
      .description(text(`help.run.${name}`))
      .addArgument(new Argument('[ID]', text('help.runs.id')))
      .option('-y, --yes', text('help.apply.yes'), false)
      .option('--reason <T>', text('help.apply.reason'))
      .addOption(outputOption(text));
  define('resume')
    .option('--no-drill', text('help.apply.no-drill'))
    .addOption(ignoreOption(text))
    .action(
      async (
        id: string | undefined,
        options: Options & { readonly ignore: string[]; readonly drill: boolean },
      ) => {
        const { resumeRun } = await import('../commands/run.ts');
        finish(await resumeRun(session, id, options));
      },
    );
  define('abort').action(async (id: string | undefined, options: Options) => {
    const { abortRun } = await import('../commands/run.ts');
    finish(await abortRun(session, id, options));
  });
}
