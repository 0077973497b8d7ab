import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeRootPaths } from '../node-paths.ts';
import { bootstrapDatabase } from '../store/bootstrap.ts';
import type { OneDatabase } from '../store/database.ts';
import { OnedStartError } from './start-error.ts';

const serviceFiles = ['sunstone_auth', 'onegate_auth', 'oneflow_auth'] as const;

/**
 * oned's first start: fills the empty database and makes the credentials of the services, all three equal.
 * One of those files without a database means that somebody copied `.one` too early (opennebula.md, 1 A).
 */
export function bootstrap(paths: NodeRootPaths, database: OneDatabase): void {
  for (const name of serviceFiles) {
    if (existsSync(join(paths.oneDirectory, name))) {
      throw new OnedStartError(
        `Password file /var/lib/one//.one/${name} already exists but OpenNebula is boostraping the database. Check your database configuration in oned.conf.`,
      );
    }
  }
  const session = readFileSync(paths.oneAuth, 'utf8').trim();
  const serveradminPassword = randomBytes(32).toString('hex');
  bootstrapDatabase(
    database,
    { oneadminPassword: session.slice(session.indexOf(':') + 1), serveradminPassword },
    Math.floor(Date.now() / 1000),
  );
  for (const name of serviceFiles) {
    writeFileSync(join(paths.oneDirectory, name), `serveradmin:${serveradminPassword}\n`, { mode: 0o600 });
  }
}

/** The key of encrypted attributes; oned makes one silently at any start when it is absent. */
export function ensureOneKey(paths: NodeRootPaths): void {
  const path = join(paths.oneDirectory, 'one_key');
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
}
