import { timingSafeEqual } from 'node:crypto';
import { passwordHash } from '../store/bootstrap.ts';
import type { OneDatabase } from '../store/database.ts';
import { childText, parseXml } from '../wire/xml.ts';

/**
 * The id of the user whose `name:password` this is, or undefined. The password is that of this node's own
 * database: a joiner with another one answers -1 to its leader (fact 1). Login tokens are not imitated.
 */
export function authenticate(database: OneDatabase, session: string): number | undefined {
  const colon = session.indexOf(':');
  if (colon < 0) return undefined;
  const stored = database.getByName('user_pool', session.slice(0, colon));
  if (stored === undefined) return undefined;
  const user = parseXml(stored.body);
  if (childText(user, 'AUTH_DRIVER') !== 'core') return undefined;
  const given = Buffer.from(passwordHash(session.slice(colon + 1)));
  const kept = Buffer.from(childText(user, 'PASSWORD'));
  return given.length === kept.length && timingSafeEqual(given, kept) ? stored.oid : undefined;
}
