import { Writable } from 'node:stream';

import type { Command } from 'commander';

import { defineCommands } from '../coordinator/cli/define-commands.ts';
import type { Language } from '../services/base/messages/language.ts';

/** hapyctl's own tree of commands: what the manual and the completion are made of. */
export function commandTree(language: Language): Command {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const session = {
    language,
    directory: undefined,
    input: process.stdin,
    output: nowhere,
    errors: nowhere,
    environment: {},
    clock: { now: () => 0, delay: () => Promise.reject(new Error('nothing waits here')) },
    interrupted: () => new AbortController().signal,
  };
  return defineCommands(session, () => undefined);
}

/** Every command that does something, with the words that name it: "hapyctl token create". */
export function leavesOf(command: Command, words = command.name()): readonly (readonly [string, Command])[] {
  const below = command.commands.flatMap((each) => leavesOf(each, `${words} ${each.name()}`));
  const acts = command.commands.length === 0 || command.registeredArguments.length > 0 || isAction(command);
  return acts ? [[words, command], ...below] : below;
}

/** commander tells nowhere that a command with subcommands does something itself; its options do. */
function isAction(command: Command): boolean {
  return command.parent !== null && command.options.length > 0;
}
