import { type Command, Option } from 'commander';

import { wholeNumber } from './options.ts';
import type { Defining } from './translated-command.ts';

export function defineSandbox(program: Command, { session, finish, text }: Defining): void {
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
    .option('--inject-error <ACTION...>', text('help.sandbox.inject-error'))
    .option('--inject-repeat <ACTION...>', text('help.sandbox.inject-repeat'))
    .option('--inject-unknown <ACTION...>', text('help.sandbox.inject-unknown'))
    .action(
      async (options: {
        readonly nodes: number;
        readonly stage: 'installed' | 'enrolled' | 'formed';
        readonly subnet?: string;
        readonly from?: string[];
        readonly injectError?: string[];
        readonly injectRepeat?: string[];
        readonly injectUnknown?: string[];
      }) => {
        const { sandboxUp } = await import('../commands/sandbox.ts');
        finish(await sandboxUp(session, options));
      },
    );
  sandbox
    .command('start')
    .description(text('help.sandbox.start'))
    .action(async () => {
      const { sandboxStart } = await import('../commands/sandbox.ts');
      finish(await sandboxStart(session));
    });
  sandbox
    .command('down')
    .description(text('help.sandbox.down'))
    .option('--keep', text('help.sandbox.keep'), false)
    .action(async (options: { readonly keep: boolean }) => {
      const { sandboxDown } = await import('../commands/sandbox.ts');
      finish(await sandboxDown(session, options));
    });
}
