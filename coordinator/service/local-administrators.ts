import { readFileSync } from 'node:fs';

import type { Caller } from '../../services/rpc/caller.ts';
import type { CoordinatorConfig } from '../config.ts';

const administratorsGroup = 'hapy-admin';

/**
 * Who a proved uid on the unix socket is: root and the members of hapy-admin, or with `own-account` (a
 * cluster under --dir) nobody but the account that this program runs as. The two files are read at each
 * connection, so that a person who is taken out of the group is out at once.
 */
export function authoriseLocal(uid: number, rule: CoordinatorConfig['administrators']): Caller | undefined {
  const account = accountOf(uid);
  const caller: Caller = { role: 'local-admin', name: account?.name ?? `uid ${uid}`, uri: '', peer: 'unix' };
  if (rule === 'own-account') return uid === process.getuid?.() ? caller : undefined;
  if (uid === 0) return caller;
  return account !== undefined && isAdministrator(account) ? caller : undefined;
}

interface Account {
  readonly name: string;
  readonly groupId: string;
}

/** passwd(5): name:password:uid:gid:… */
function accountOf(uid: number): Account | undefined {
  const line = linesOf('/etc/passwd').find((fields) => fields[2] === String(uid));
  const [name, , , groupId] = line ?? [];
  return name === undefined || groupId === undefined ? undefined : { name, groupId };
}

/** group(5): name:password:gid:member,member */
function isAdministrator(account: Account): boolean {
  const line = linesOf('/etc/group').find((fields) => fields[0] === administratorsGroup);
  if (line === undefined) return false;
  const [, , groupId, members = ''] = line;
  return groupId === account.groupId || members.split(',').includes(account.name);
}

function linesOf(path: string): string[][] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    // Without the file nobody but root can be told apart, and nobody else is let in.
    return [];
  }
}
