import type { DatabaseSync } from 'node:sqlite';

import type { Caller } from '../../services/rpc/caller.ts';
import { transaction } from './database.ts';

/**
 * Writes down who asked for a change, by their proved name. Lines are only ever added.
 *
 * @throws HapyError HAPY-E539 when the disk is full or takes nothing
 */
export function writeAudit(
  database: DatabaseSync,
  line: {
    readonly caller: Caller;
    readonly atMs: number;
    /** What was asked for, for example "start-run". */
    readonly deed: string;
    readonly details: Readonly<Record<string, string>>;
  },
): void {
  const { caller } = line;
  transaction(database, () =>
    database
      .prepare('INSERT INTO audit (at_ms, caller, role, peer, deed, details) VALUES (?, ?, ?, ?, ?, ?)')
      .run(line.atMs, caller.name, caller.role, caller.peer, line.deed, JSON.stringify(line.details)),
  );
}
