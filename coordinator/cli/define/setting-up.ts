import { Argument, type Command, Option } from 'commander';

import {
  discardOption,
  type Discarding,
  ignoreOption,
  outputOption,
  type Reading,
  wholeNumber,
} from './options.ts';
import type { Defining } from './translated-command.ts';

interface InitWords {
  readonly from: string[];
  readonly node: string[];
  readonly storage?: string;
}

export function defineInit(program: Command, { session, finish, text }: Defining): void {
  program
    .command('init')
    .description(text('help.init'))
    .requiredOption('--from <F...>', text('help.init.from'))
    .option('--node <N=A...>', text('help.init.node'), [])
    .option('--storage <F>', text('help.init.storage'))
    .addOption(outputOption(text))
    .action(async (options: Reading & InitWords) => {
      const { init } = await import('../commands/init.ts');
      finish(await init(session, options));
    });
}

export function defineTokens(program: Command, { session, finish, text }: Defining): void {
  const token = program.command('token').description(text('help.token')).usage(text('help.usage'));
  token
    .command('create')
    .description(text('help.token.create'))
    .addArgument(new Argument('<NODE>', text('help.token.node')))
    .addOption(new Option('--ttl <min>', text('help.token.ttl')).argParser(wholeNumber(1, 1440)).default(30))
    .option('--out <F>', text('help.token.out'))
    .addOption(outputOption(text))
    .action(async (node: string, options: Reading & { readonly ttl: number; readonly out?: string }) => {
      const { createToken } = await import('../commands/token.ts');
      finish(await createToken(session, node, options));
    });
  token
    .command('list')
    .description(text('help.token.list'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { listTokens } = await import('../commands/token.ts');
      finish(await listTokens(session, options));
    });
  token
    .command('revoke')
    .description(text('help.token.revoke'))
    .addArgument(new Argument('<ID>', text('help.token.id')))
    .action(async (id: string) => {
      const { revokeToken } = await import('../commands/token.ts');
      finish(await revokeToken(session, id));
    });
}

export function definePreflight(program: Command, { session, finish, text }: Defining): void {
  program
    .command('preflight')
    .description(text('help.preflight'))
    .addOption(ignoreOption(text))
    .addOption(discardOption(text))
    .addOption(outputOption(text))
    .action(async (options: Reading & Discarding & { readonly ignore: string[] }) => {
      const { preflight } = await import('../commands/preflight.ts');
      finish(await preflight(session, options));
    });
}
