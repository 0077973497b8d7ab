import type { DatabaseSync } from 'node:sqlite';

import { newEvent } from '../../services/domain/events/event.ts';
import { keyOfFinding, type Ledger, type LedgerEntry } from '../../services/domain/events/finding-ledger.ts';
import type { Finding } from '../../services/domain/plan.ts';
import { transaction } from './database.ts';
import type { EventSink } from './event-store.ts';

/** The findings that were told as opened, so that after a restart they are neither told again nor forgotten. */
export class FindingStore {
  readonly #database: DatabaseSync;
  readonly #events: EventSink;

  constructor(database: DatabaseSync, events: EventSink) {
    this.#database = database;
    this.#events = events;
  }

  open(): Ledger {
    const rows = this.#database.prepare('SELECT * FROM open_finding').all();
    return new Map(
      rows.map((row) => {
        const finding = JSON.parse(String(row['finding'])) as Finding;
        return [String(row['key']), { finding, sinceMs: Number(row['since_ms']), open: true, missed: 0 }];
      }),
    );
  }

  /** What is news and what is remembered of it stand together. @throws HapyError HAPY-E539 */
  settle(opened: readonly LedgerEntry[], closed: readonly LedgerEntry[], nowMs: number): void {
    if (opened.length + closed.length === 0) return;
    transaction(this.#database, () => {
      for (const { finding, sinceMs } of opened) {
        this.#database
          .prepare('INSERT OR REPLACE INTO open_finding VALUES (?, ?, ?)')
          .run(keyOfFinding(finding), JSON.stringify(finding), sinceMs);
        this.#events.append(eventOf('finding-opened', finding));
      }
      for (const { finding, sinceMs } of closed) {
        this.#database.prepare('DELETE FROM open_finding WHERE key = ?').run(keyOfFinding(finding));
        const seconds = String(Math.round((nowMs - sinceMs) / 1000));
        this.#events.append(eventOf('finding-closed', finding, { seconds }));
      }
    });
  }
}

function eventOf(
  kind: 'finding-opened' | 'finding-closed',
  finding: Finding,
  more: Record<string, string> = {},
) {
  const { code, node, parameters } = finding;
  const severity = kind === 'finding-closed' ? 'info' : finding.severity;
  return newEvent(kind, { code, node, severity, parameters: { ...parameters, ...more } });
}
