import { Argument, type Command, Option } from 'commander';

import type { CreateApiTokenOptions } from '../commands/api-token.ts';
import { duration, outputOption, type Reading, wholeNumber } from './options.ts';
import type { Defining } from './translated-command.ts';

export function defineCertificates(program: Command, { session, finish, text }: Defining): void {
  const certs = program
    .command('certs')
    .description(text('help.certs'))
    .usage(text('help.usage'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { listCertificates } = await import('../commands/certs.ts');
      finish(await listCertificates(session, options));
    });
  certs
    .command('renew')
    .description(text('help.certs.renew'))
    .addArgument(new Argument('[NODE...]', text('help.nodes.arg')))
    .addOption(outputOption(text))
    .action(async (nodes: string[], options: Reading) => {
      const { renewCertificates } = await import('../commands/certs.ts');
      finish(await renewCertificates(session, nodes, options));
    });
  certs
    .command('approve')
    .description(text('help.certs.approve'))
    .addArgument(new Argument('[NODE...]', text('help.nodes.arg')))
    .option('--all', text('help.certs.all'), false)
    .action(async (nodes: string[], options: { readonly all: boolean }) => {
      const { approveRenewals } = await import('../commands/certs.ts');
      finish(await approveRenewals(session, nodes, options));
    });
  certs
    .command('rotate-ca')
    .description(text('help.certs.rotate'))
    .option('--yes', text('help.yes-rotate'), false)
    .option('--back', text('help.certs.back'), false)
    .option('--one-step', text('help.certs.one-step'), false)
    .action(async (options: { readonly yes: boolean; readonly back: boolean; readonly oneStep: boolean }) => {
      const { rotateAuthority } = await import('../commands/rotate-ca.ts');
      finish(await rotateAuthority(session, options));
    });
  certs
    .command('rescue')
    .description(text('help.certs.rescue'))
    .option('--root-key <F>', text('help.certs.root-key'))
    .action(async (options: { readonly rootKey?: string }) => {
      const { rescue } = await import('../commands/rescue.ts');
      finish(await rescue(session, options));
    });
}

export function definePersons(program: Command, { session, finish, text }: Defining): void {
  const operator = program.command('operator').description(text('help.operator')).usage(text('help.usage'));
  operator
    .command('create')
    .description(text('help.operator.create'))
    .addArgument(new Argument('<NAME>', text('help.operator.name')))
    .addOption(
      new Option('--role <ROLE>', text('help.operator.role'))
        .choices(['operator', 'auditor'])
        .default('operator'),
    )
    .requiredOption('--out <F>', text('help.operator.out'))
    .action(async (name: string, options: { readonly role: string; readonly out: string }) => {
      const { createOperator } = await import('../commands/operator.ts');
      finish(await createOperator(session, name, options));
    });
  operator
    .command('list')
    .description(text('help.operator.list'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { listOperators } = await import('../commands/operator.ts');
      finish(await listOperators(session, options));
    });
  operator
    .command('revoke')
    .description(text('help.operator.revoke'))
    .addArgument(new Argument('<NAME>', text('help.operator.name')))
    .option('--reason <TEXT>', text('help.reason'))
    .action(async (name: string, options: { readonly reason?: string }) => {
      const { holderOfPerson, revoke } = await import('../commands/operator.ts');
      finish(await revoke(session, await holderOfPerson(session, name), options));
    });
  nodeCommand(program, text)
    .command('revoke')
    .description(text('help.node.revoke'))
    .addArgument(new Argument('<NODE>', text('help.nodes.arg')))
    .option('--reason <TEXT>', text('help.reason'))
    .action(async (node: string, options: { readonly reason?: string }) => {
      const { revoke } = await import('../commands/operator.ts');
      finish(await revoke(session, `agent/${node}`, options));
    });
}

export function defineApiTokens(program: Command, { session, finish, text }: Defining): void {
  const token = program.command('api-token').description(text('help.api-token')).usage(text('help.usage'));
  token
    .command('create')
    .description(text('help.api-token.create'))
    .requiredOption('--name <NAME>', text('help.api-token.name'))
    .addOption(
      new Option('--scope <SCOPE>', text('help.api-token.scope'))
        .choices(['read', 'operate'])
        .default('read'),
    )
    .addOption(
      new Option('--expires <T>', text('help.api-token.expires'))
        .argParser(duration)
        .default(90 * 86_400, '90d'),
    )
    .option('--out <F>', text('help.token.out'))
    .addOption(outputOption(text))
    .action(async (options: CreateApiTokenOptions) => {
      const { createApiToken } = await import('../commands/api-token.ts');
      finish(await createApiToken(session, options));
    });
  token
    .command('list')
    .description(text('help.api-token.list'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { listApiTokens } = await import('../commands/api-token.ts');
      finish(await listApiTokens(session, options));
    });
  token
    .command('revoke')
    .description(text('help.api-token.revoke'))
    .addArgument(new Argument('<ID>', text('help.api-token.id')))
    .action(async (id: string) => {
      const { revokeApiToken } = await import('../commands/api-token.ts');
      finish(await revokeApiToken(session, id));
    });
}

/** The group of commands about one node, whoever defines the first of them. */
function nodeCommand(program: Command, text: Defining['text']): Command {
  const existing = program.commands.find((each) => each.name() === 'node');
  return existing ?? program.command('node').description(text('help.node')).usage(text('help.usage'));
}

export function defineRecords(program: Command, { session, finish, text }: Defining): void {
  const audit = program
    .command('audit')
    .description(text('help.audit'))
    .usage(text('help.usage'))
    .addOption(outputOption(text))
    .option('--node <NODE>', text('help.audit.node'))
    .addOption(
      new Option('--newest <N>', text('help.audit.newest')).argParser(wholeNumber(1, 100_000)).default(30),
    )
    .action(async (options: Reading & { readonly node?: string; readonly newest: number }) => {
      const { showAudit } = await import('../commands/audit.ts');
      finish(await showAudit(session, options));
    });
  audit
    .command('verify')
    .description(text('help.audit.verify'))
    .addOption(outputOption(text))
    .action(async (options: Reading) => {
      const { verifyAudits } = await import('../commands/audit.ts');
      finish(await verifyAudits(session, options));
    });
  program
    .command('backup')
    .description(text('help.backup'))
    .requiredOption('--out <F>', text('help.backup.out'))
    .action(async (options: { readonly out: string }) => {
      const { backup } = await import('../commands/backup.ts');
      finish(await backup(session, options));
    });
  program
    .command('restore')
    .description(text('help.restore'))
    .addArgument(new Argument('<F>', text('help.restore.file')))
    .option('--node <NODE>', text('help.restore.node'))
    .option('--root-key <F>', text('help.restore.root-key'))
    .action(async (file: string, options: { readonly node?: string; readonly rootKey?: string }) => {
      const { restore } = await import('../commands/restore.ts');
      finish(await restore(session, file, options));
    });
}
