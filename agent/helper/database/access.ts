import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { readAttribute } from '../configuration/attribute-file.ts';

/** How oned reaches its database: the section DB of oned.conf. */
export type DatabaseAccess = { readonly engine: 'sqlite' } | MysqlAccess;

export interface MysqlAccess {
  readonly engine: 'mysql';
  readonly server: string;
  /** 0 is MySQL's own port, or its socket where the server is localhost. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
}

/**
 * What `onedb` puts into a command line for a shell without quoting it (src/onedb/onedb_backend.rb, 5.12 to
 * 6.10): anything else in these values would break that line, or be obeyed.
 */
const plain = /^[A-Za-z0-9_.:@-]+$/;

/**
 * Reads the access from the text of oned.conf; what is missing there has oned's defaults.
 *
 * @throws HapyError HAPY-E366 another engine, E367 a value that onedb cannot bear
 */
export function databaseAccess(onedConf: string): DatabaseAccess {
  const value = (key: string, fallback: string) => readAttribute(onedConf, 'DB', key) ?? fallback;
  const backend = value('BACKEND', 'sqlite').toLowerCase();
  if (backend === 'sqlite') return { engine: 'sqlite' };
  if (backend !== 'mysql') throw new HapyError('HAPY-E366', { backend });
  const server = value('SERVER', 'localhost');
  const user = value('USER', 'oneadmin');
  const name = value('DB_NAME', 'opennebula');
  const password = value('PASSWD', '');
  for (const [key, text] of Object.entries({ SERVER: server, USER: user, DB_NAME: name })) {
    if (!plain.test(text)) throw new HapyError('HAPY-E367', { key });
  }
  // This one it puts between apostrophes.
  if (/['\p{Cc}]/u.test(password)) throw new HapyError('HAPY-E367', { key: 'PASSWD' });
  const port = Number(value('PORT', '0'));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new HapyError('HAPY-E367', { key: 'PORT' });
  return { engine: 'mysql', server, port, user, password, name };
}
