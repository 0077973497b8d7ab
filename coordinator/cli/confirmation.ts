import { createInterface } from 'node:readline';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { CliMessageKey } from '../../services/base/messages/cli.ts';
import { say, type Session } from './session.ts';

const agreements = new Set(['o', 'oui', 'y', 'yes']);

/**
 * Asks a person before anything is changed. The end of the input, Ctrl-C and anything but a yes mean no.
 *
 * @throws HapyError HAPY-E258 there is no terminal, so nobody can be asked
 */
export async function confirmed(session: Session, question: CliMessageKey): Promise<boolean> {
  return agreements.has((await answerTo(session, question)).trim().toLowerCase());
}

/** What a person types, in one line; nothing when the input ends. @throws HapyError HAPY-E258 */
export async function answerTo(
  session: Session,
  question: CliMessageKey,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  if (session.input.isTTY !== true || session.output.isTTY !== true) throw new HapyError('HAPY-E258');
  session.output.write(`\n${say(session, question, parameters)}`);
  const reader = createInterface({ input: session.input });
  try {
    return await new Promise<string>((resolve) => {
      reader.once('line', resolve);
      reader.once('close', () => resolve(''));
      session.interrupted().addEventListener('abort', () => resolve(''));
    });
  } finally {
    reader.close();
  }
}
