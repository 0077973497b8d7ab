import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Session } from './session.ts';

const charactersMin = 12;
const bytesMax = 4_096;

/**
 * The first line of standard input. Never from the command line, where every account of the machine can read it.
 *
 * @throws HapyError HAPY-E130 too short
 */
export async function readPassphrase(session: Session): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of session.input as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    sizeBytes += bytes.length;
    if (sizeBytes > bytesMax || bytes.includes(0x0a)) break;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  if (line.length < charactersMin) throw new HapyError('HAPY-E130', { minimum: charactersMin });
  return line;
}
