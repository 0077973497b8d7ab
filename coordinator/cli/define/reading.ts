import type { Command } from 'commander';

import { outputOption, type Reading } from './options.ts';
import type { Defining } from './translated-command.ts';

export function defineReading(program: Command, { session, finish, text }: Defining): void {
  program
    .command('status')
    .description(text('help.status'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { status } = await import('../commands/status.ts');
      finish(await status(session, options));
    });
  program
    .command('nodes')
    .description(text('help.nodes'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { nodes } = await import('../commands/nodes.ts');
      finish(await nodes(session, options));
    });
}
