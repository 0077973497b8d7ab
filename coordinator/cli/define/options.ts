import { InvalidArgumentError, Option } from 'commander';

import type { OutputFormat } from '../session.ts';
import type { Speak } from './translated-command.ts';

export interface Reading {
  readonly output: OutputFormat;
}

export interface Discarding {
  readonly discardDatabase: ReadonlyMap<string, string>;
}

export function outputOption(text: Speak): Option {
  return new Option('-o, --output <form>', text('help.output'))
    .choices(['table', 'json', 'yaml'])
    .default('table');
}

/** commander hands the reason to the person as it is; usage-error.ts takes what comes after "expected". */
export function wholeNumber(minimum: number, maximum: number) {
  return (value: string): number => {
    const number = Number(value);
    if (/^\d{1,9}$/.test(value) && number >= minimum && number <= maximum) return number;
    throw new InvalidArgumentError(`expected ${minimum}..${maximum}`);
  };
}

/** "30m", "12h", "90d" (or "90j") as seconds. */
export function duration(value: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhdj])$/.exec(value) ?? [];
  const seconds = unit === 'm' ? 60 : unit === 'h' ? 3600 : 86_400;
  if (count === '') throw new InvalidArgumentError('expected 30m, 12h, 90d');
  return Number(count) * seconds;
}

/** One name each time, or several with commas: a list without end would take the plan file for a name. */
export function ignoreOption(text: Speak): Option {
  const gather = (value: string, before: readonly string[]) => [
    ...before,
    ...value.split(',').filter((name) => name !== ''),
  ];
  return new Option('--ignore <NAME>', text('help.preflight.ignore')).argParser(gather).default([], '');
}

/** NODE=DIGEST, as the finding shows it. */
export function discardOption(text: Speak): Option {
  const gather = (value: string, before: ReadonlyMap<string, string>) => {
    const [, node = '', digest = ''] = /^([^=]+)=([0-9a-f]{64})$/.exec(value) ?? [];
    if (node === '') throw new InvalidArgumentError('expected NODE=DIGEST');
    return new Map([...before, [node, digest]]);
  };
  return new Option('--discard-database <N=D>', text('help.plan.discard'))
    .argParser(gather)
    .default(new Map(), '');
}
