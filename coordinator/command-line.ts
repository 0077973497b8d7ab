import { parseArgs } from 'node:util';

import { HapyError, internalError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import { errorTable } from '../services/base/errors/table.ts';
import { explainError } from '../services/base/messages/explain-error.ts';
import { chooseLanguage } from '../services/base/messages/language.ts';

export type Command =
  | { readonly name: 'serve'; readonly config: string }
  | { readonly name: 'init'; readonly config: string; readonly spec: string };

const defaultConfig = '/etc/hapy/coordinator.yaml';
const usage =
  'hapy-coordinator serve [--config FILE] | hapy-coordinator init [--config FILE] --spec cluster.yaml';

/** @throws HapyError HAPY-E223 for anything but the two commands of this program. */
export function readCommandLine(argv: readonly string[]): Command {
  const { positionals, values } = parse(argv);
  const [name, ...rest] = positionals;
  const { config = defaultConfig, spec } = values;
  if (rest.length === 0 && name === 'serve' && spec === undefined) return { name, config };
  if (rest.length === 0 && name === 'init' && spec !== undefined) return { name, config, spec };
  throw new HapyError('HAPY-E223', { usage });
}

function parse(argv: readonly string[]) {
  try {
    const options = { config: { type: 'string' }, spec: { type: 'string' } } as const;
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    throw new HapyError('HAPY-E223', { usage }, error);
  }
}

/** Says on standard error what went wrong, in the language of the environment; gives the exit status. */
export function reportFailure(error: unknown): number {
  const known = internalError(error);
  const { code, text, cause, next } = explainError(
    toErrorRecord(known),
    chooseLanguage(undefined, process.env),
  );
  process.stderr.write(`${code} ${text}\n  ${cause}\n  ${next}\n`);
  // The underlying error belongs to whoever reads the program's log, not to the message.
  if (code === 'HAPY-E900' && known.cause instanceof Error)
    process.stderr.write(`${known.cause.stack ?? ''}\n`);
  return errorTable[known.code].exit;
}
