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
  if (session.input.isTTY !== true || session.output.isTTY !== true) throw new HapyError('HAPY-E258');
  session.output.write(`\n${say(session, question)}`);
  const reader = createInterface({ input: session.input });
  try {
    const answer = await new Promise<string>((resolve) => {
      reader.once('line', resolve);
      reader.once('close', () => resolve(''));
      session.interrupted().addEventListener('abort', () => resolve(''));
    });
    return agreements.has(answer.trim().toLowerCase());
  } finally {
    reader.close();
  }
}
