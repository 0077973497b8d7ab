import type { Command } from 'commander';

import type { Language } from '../services/base/messages/language.ts';
import { commandTree, leavesOf } from './command-tree.ts';

const headings = {
  fr: { name: 'NOM', synopsis: 'SYNOPSIS', commands: 'COMMANDES', general: 'OPTIONS', see: 'VOIR AUSSI' },
  en: { name: 'NAME', synopsis: 'SYNOPSIS', commands: 'COMMANDS', general: 'OPTIONS', see: 'SEE ALSO' },
} as const;

/** hapyctl(1) in roff, from the same table of texts as `hapyctl --help`. */
export function manualOf(language: Language): string {
  const program = commandTree(language);
  const titles = headings[language];
  const sections = leavesOf(program)
    .filter(([, command]) => command !== program)
    .flatMap(([words, command]) => commandSection(words, command));
  return `${[
    '.TH HAPYCTL 1 "" "hapy-cluster" "hapy-cluster"',
    `.SH ${titles.name}`,
    `hapyctl \\- ${escape(program.description())}`,
    `.SH ${titles.synopsis}`,
    `.B hapyctl ${escape(program.usage())}`,
    `.SH ${titles.general}`,
    ...program.options.flatMap(optionLines),
    `.SH ${titles.commands}`,
    ...sections,
    `.SH ${titles.see}`,
    '.BR hapy-agent (1),',
    '.BR hapy-coordinator (8)',
  ].join('\n')}\n`;
}

function commandSection(words: string, command: Command): string[] {
  const operands = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [
    `.SS ${escape([words, ...operands].join(' '))}`,
    escape(command.description()),
    ...command.options.flatMap(optionLines),
  ];
}

function optionLines({
  flags,
  description,
}: {
  readonly flags: string;
  readonly description: string;
}): string[] {
  return ['.TP', `.B ${escape(flags)}`, escape(description === '' ? '\u00a0' : description)];
}

/** A dot or quote at the start of a line is a request of roff; a plain hyphen is not a minus. */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .split('\n')
    .map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
}
