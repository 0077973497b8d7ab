import { Argument, type Command } from 'commander';

import type { LifeOptions } from '../commands/life.ts';
import { discardOption, ignoreOption, outputOption } from './options.ts';
import type { Defining, Speak } from './translated-command.ts';

/** `node add|remove|replace`: who belongs to the cluster. */
export function defineNode(program: Command, { session, finish, text }: Defining): void {
  const node = program.command('node').description(text('help.node')).usage(text('help.usage'));
  withLifeOptions(
    node
      .command('add')
      .description(text('help.node.add'))
      .addArgument(new Argument('<N=A...>', text('help.node.add.nodes'))),
    text,
  ).action(async (places: readonly string[], options: LifeOptions) => {
    const { addNodes } = await import('../commands/life.ts');
    finish(await addNodes(session, places, options));
  });
  withLifeOptions(
    node
      .command('remove')
      .description(text('help.node.remove'))
      .addArgument(new Argument('<NODE>', text('help.node.name')))
      .option('--dead', text('help.node.remove.dead'), false)
      .option('--fenced <T>', text('help.node.fenced')),
    text,
  ).action(
    async (name: string, options: LifeOptions & { readonly dead: boolean; readonly fenced?: string }) => {
      const { removeNode } = await import('../commands/life.ts');
      finish(await removeNode(session, name, options));
    },
  );
  withLifeOptions(
    node
      .command('replace')
      .description(text('help.node.replace'))
      .addArgument(new Argument('<NODE>', text('help.node.name')))
      .option('--with <N=A>', text('help.node.replace.with'))
      .option('--fenced <T>', text('help.node.fenced')),
    text,
  ).action(
    async (name: string, options: LifeOptions & { readonly with?: string; readonly fenced?: string }) => {
      const { replaceNode } = await import('../commands/life.ts');
      finish(await replaceNode(session, name, options));
    },
  );
}

/** `reconfigure` and `instantiate`: EOLE's programs, in an order that the zone survives. */
export function defineRolling(program: Command, { session, finish, text }: Defining): void {
  const define = (name: 'reconfigure' | 'instantiate') =>
    withLifeOptions(
      program
        .command(name)
        .description(text(`help.${name}`))
        .addArgument(new Argument('[NODE...]', text('help.nodes-named')))
        .option('--parallel', text('help.parallel'), false),
      text,
    );
  type Rolling = LifeOptions & { readonly parallel: boolean; readonly rollout?: string };
  define('reconfigure')
    .option('--rollout <ID>', text('help.rollout'))
    .action(async (nodes: readonly string[], options: Rolling) => {
      const { reconfigureNodes } = await import('../commands/life.ts');
      finish(await reconfigureNodes(session, nodes, options));
    });
  define('instantiate').action(async (nodes: readonly string[], options: Rolling) => {
    const { instantiateNodes } = await import('../commands/life.ts');
    finish(await instantiateNodes(session, nodes, options));
  });
}

/** `storage set`: replicated storage for a cluster that stands, or other options for the one that it has. */
export function defineStorage(program: Command, { session, finish, text }: Defining): void {
  const storage = program.command('storage').description(text('help.storage')).usage(text('help.usage'));
  withLifeOptions(
    storage
      .command('set')
      .description(text('help.storage.set'))
      .addArgument(new Argument('<F>', text('help.init.storage'))),
    text,
  ).action(async (file: string, options: LifeOptions) => {
    const { setStorage } = await import('../commands/life.ts');
    finish(await setStorage(session, file, options));
  });
}

/** `repair` and `adopt`. */
export function defineCare(program: Command, { session, finish, text }: Defining): void {
  const define = (name: 'repair' | 'adopt') =>
    withLifeOptions(program.command(name).description(text(`help.${name}`)), text);
  define('repair').action(async (options: LifeOptions) => {
    const { repairZone } = await import('../commands/life.ts');
    finish(await repairZone(session, options));
  });
  define('adopt').action(async (options: LifeOptions) => {
    const { adoptZone } = await import('../commands/life.ts');
    finish(await adoptZone(session, options));
  });
}

/** Each verb is a plan: it can be shown, written into a file for `apply`, or carried out after a question. */
function withLifeOptions(command: Command, text: Speak): Command {
  return command
    .option('--dry-run', text('help.dry-run'), false)
    .option('--out <F>', text('help.plan.out'))
    .option('-y, --yes', text('help.apply.yes'), false)
    .option('--reason <T>', text('help.apply.reason'))
    .addOption(ignoreOption(text))
    .addOption(discardOption(text))
    .addOption(outputOption(text));
}
