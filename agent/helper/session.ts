import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { readRequired } from '../durable-file.ts';

/**
 * oneadmin's session string, "user:password": the first line of one_auth, as oned and its tools read it
 * (src/client/Client.cc). Lines after it are nothing to them, and a line end is no part of the password.
 *
 * @throws HapyError HAPY-E321 missing or unreadable, HAPY-E370 no such line
 */
export async function readSession(path: string): Promise<string> {
  const [line = ''] = (await readRequired(path)).split('\n', 1);
  const session = line.replace(/\r$/, '');
  if (!/^[^:\p{Cc}]+:[^\p{Cc}]+$/u.test(session)) throw new HapyError('HAPY-E370', { path });
  return session;
}
