import type { Command } from 'commander';

import { helpMessages } from '../../services/base/messages/help.ts';
import { defineCare, defineNode, defineRolling, defineStorage } from './define/life.ts';
import { defineDrill, definePlan, defineRun, defineRuns } from './define/planning.ts';
import { defineReading } from './define/reading.ts';
import { defineSandbox } from './define/sandbox.ts';
import { defineInit, definePreflight, defineTokens } from './define/setting-up.ts';
import { defineApiTokens, defineCertificates, definePersons, defineRecords } from './define/trust.ts';
import { type Finish, type Speak, TranslatedCommand } from './define/translated-command.ts';
import type { Session } from './session.ts';

/**
 * The tree of commands with their options. Each command's code is imported only when it is run, so that help
 * and mistakes are answered at once.
 */
export function defineCommands(session: Session, finish: Finish): Command {
  const text: Speak = (key) => helpMessages[key][session.language];
  const program = new TranslatedCommand('hapyctl', session, text)
    .description(text('help.program'))
    .usage(text('help.usage'))
    .option('--dir <DIR>', text('help.dir'))
    .option('--lang <fr|en>', text('help.lang'))
    .option('--identity <F>', text('help.identity'))
    .addHelpText('after', `\n${text('help.exit')}`);
  const defining = { session, finish, text };
  for (const define of inOrderOfHelp) define(program, defining);
  return program;
}

const inOrderOfHelp = [
  defineInit,
  defineTokens,
  definePreflight,
  definePlan,
  defineNode,
  defineRolling,
  defineCare,
  defineStorage,
  defineReading,
  defineDrill,
  defineRuns,
  defineRun,
  defineCertificates,
  definePersons,
  defineApiTokens,
  defineRecords,
  defineSandbox,
];
