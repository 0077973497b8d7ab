import { parseArgs } from 'node:util';

import { HapyError, internalError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import { errorTable } from '../services/base/errors/table.ts';
import { explainError } from '../services/base/messages/explain-error.ts';
import { chooseLanguage } from '../services/base/messages/language.ts';

const defaultConfig = '/etc/hapy/gateway.yaml';
const usage = 'hapy-gateway serve [--config FILE]';

/** The path of the configuration. @throws HapyError HAPY-E223 for anything but this program's one command. */
export function readCommandLine(argv: readonly string[]): string {
  const { positionals, values } = parse(argv);
  if (positionals.length !== 1 || positionals[0] !== 'serve') throw new HapyError('HAPY-E223', { usage });
  return values.config ?? defaultConfig;
}

function parse(argv: readonly string[]) {
  try {
    const options = { config: { type: 'string' } } as const;
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
  if (code === 'HAPY-E900' && known.cause instanceof Error)
    process.stderr.write(`${known.cause.stack ?? ''}\n`);
  return errorTable[known.code].exit;
}
