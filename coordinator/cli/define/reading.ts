import { type Command, Option } from 'commander';

import type { DoctorOptions } from '../commands/doctor.ts';
import type { EventsOptions } from '../commands/events.ts';
import { outputOption, type Reading, wholeNumber } from './options.ts';
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
  program
    .command('can')
    .description(text('help.can'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { can } = await import('../commands/can.ts');
      finish(await can(session, options));
    });
  defineDoctor(program, { session, finish, text });
  defineEvents(program, { session, finish, text });
  program
    .command('support-bundle')
    .description(text('help.support'))
    .requiredOption('--out <F>', text('help.support.out'))
    .action(async (options: { out: string }) => {
      const { supportBundle } = await import('../commands/support-bundle.ts');
      finish(await supportBundle(session, options));
    });
  program
    .command('metrics')
    .description(text('help.metrics'))
    .action(async () => {
      const { metrics } = await import('../commands/metrics.ts');
      finish(await metrics(session));
    });
  defineFirewall(program, { session, finish, text });
}

function defineEvents(program: Command, { session, finish, text }: Defining): void {
  program
    .command('events')
    .description(text('help.events'))
    .option('-f, --follow', text('help.events.follow'))
    .option('--from <number>', text('help.events.from'), wholeNumber(1, 999_999_999))
    .option('-n, --newest <number>', text('help.events.newest'), wholeNumber(1, 100_000), 50)
    .addOption(outputOption(text))
    .action(async (options: EventsOptions) => {
      const { events } = await import('../commands/events.ts');
      finish(await events(session, options));
    });
}

function defineFirewall(program: Command, { session, finish, text }: Defining): void {
  program
    .command('firewall')
    .description(text('help.firewall'))
    .usage(text('help.usage'))
    .command('show')
    .description(text('help.firewall.show'))
    .action(async () => {
      const { showFirewall } = await import('../commands/firewall.ts');
      finish(await showFirewall(session));
    });
}

function defineDoctor(program: Command, { session, finish, text }: Defining): void {
  const doctor = program
    .command('doctor')
    .description(text('help.doctor'))
    .addOption(
      new Option('-o, --output <form>', text('help.doctor.output'))
        .choices(['table', 'json', 'yaml', 'nagios'])
        .default('table'),
    )
    .option('--watch', text('help.doctor.watch'))
    .addOption(new Option('--wait-for <what>', text('help.doctor.wait')).choices(['healthy', 'leader']))
    .option('--timeout <seconds>', text('help.doctor.timeout'), wholeNumber(1, 86_400), 300)
    .action(async (options: DoctorOptions) => {
      const { doctor: run } = await import('../commands/doctor.ts');
      finish(await run(session, options));
    });
  doctor
    .command('explain')
    .argument('<CODE>', text('help.doctor.code'))
    .description(text('help.doctor.explain'))
    .action(async (code: string) => {
      const { explainCode } = await import('../commands/explain-code.ts');
      finish(explainCode(session, code));
    });
}
