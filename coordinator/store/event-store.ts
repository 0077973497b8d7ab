import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import { type ClusterEvent, newEvent, type NewEvent } from '../../services/domain/events/event.ts';
import { toStoreFailure } from './store-failure.ts';

/** About 25 MB, and months of a quiet cluster. */
const keptDefault = 100_000;
/** Old ones are thrown away so many at a time, so that most writes cost one insertion. */
const pruneEvery = 500;
const readMax = 500;

/** Where what happens is written down. */
export interface EventSink {
  /** Durable when it returns, together with the transaction that it is called in. @throws what SQLite refuses with */
  append(event: NewEvent): void;
}

/** Where the stream stands. */
export interface EventBounds {
  readonly stream: string;
  /** The lowest number that is kept; one more than `newest` when none is. */
  readonly oldest: number;
  readonly newest: number;
}

/**
 * The one stream of events, in the coordinator's database. Numbers have no gaps: whoever has read up to one and goes
 * on after it misses nothing, or is told.
 */
export class EventStore implements EventSink {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #kept: number;
  readonly #written = new EventEmitter().setMaxListeners(0);
  /** How many could not be written down since the last one that could. */
  #lost = 0;

  constructor(o: {
    readonly database: DatabaseSync;
    readonly clock: Clock;
    readonly log: Log;
    readonly kept?: number;
  }) {
    this.#database = o.database;
    this.#clock = o.clock;
    this.#log = o.log;
    this.#kept = o.kept ?? keptDefault;
    if (this.#streamOf() === undefined) restartEventStream(this.#database);
  }

  append(event: NewEvent): void {
    const { kind, node, ...rest } = event;
    const insert = this.#database.prepare(
      'INSERT INTO events (at_ms, kind, node, entry) VALUES (?, ?, ?, ?)',
    );
    const { lastInsertRowid } = insert.run(this.#clock.now(), kind, node, JSON.stringify(rest));
    const number = Number(lastInsertRowid);
    if (number % pruneEvery === 0) {
      this.#database.prepare('DELETE FROM events WHERE number <= ?').run(number - this.#kept);
    }
    // Followers look in a later turn, when a transaction around this has ended.
    this.#written.emit('written');
  }

  /**
   * Writes down what was merely seen. Nothing can be refused on account of it, so a disk that takes nothing only
   * costs the event, and the stream says later how many are missing.
   */
  tell(events: readonly NewEvent[]): void {
    // What arrives while this program stops.
    if (!this.#database.isOpen) return;
    for (const event of events) {
      try {
        if (this.#lost > 0)
          this.append(
            newEvent('events-lost', { severity: 'warning', parameters: { count: String(this.#lost) } }),
          );
        this.#lost = 0;
        this.append(event);
      } catch (thrown) {
        const error = toStoreFailure(thrown, 'events');
        if (!(error instanceof HapyError)) throw error;
        if (this.#lost === 0) this.#log.error({ code: error.code }, 'events cannot be written');
        this.#lost += 1;
      }
    }
  }

  bounds(): EventBounds {
    const kept = this.#database.prepare('SELECT min(number) AS oldest FROM events').get();
    const last = this.#database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'events'").get();
    const newest = Number(last?.['seq'] ?? 0);
    return { stream: this.#streamOf() ?? '', oldest: Number(kept?.['oldest'] ?? newest + 1), newest };
  }

  /** In the order of their numbers, and some hundreds at most. */
  read(after: number): ClusterEvent[] {
    const rows = this.#database
      .prepare('SELECT * FROM events WHERE number > ? ORDER BY number LIMIT ?')
      .all(after, readMax);
    return rows.map(eventFrom);
  }

  /** Resolves at the next event, after `atMostMs`, or when the signal is aborted. */
  async news(atMostMs: number, signal: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(atMostMs);
    await once(this.#written, 'written', { signal: AbortSignal.any([signal, timeout]) }).catch(
      () => undefined,
    );
  }

  #streamOf(): string | undefined {
    const row = this.#database.prepare('SELECT stream FROM event_stream WHERE id = 1').get();
    return row === undefined ? undefined : String(row['stream']);
  }
}

/** Gives the stream another name: numbers of before mean nothing in it. */
export function restartEventStream(database: DatabaseSync): void {
  database
    .prepare('INSERT OR REPLACE INTO event_stream (id, stream) VALUES (1, ?)')
    .run(randomBytes(6).toString('hex'));
}

function eventFrom(row: Record<string, SQLOutputValue>): ClusterEvent {
  return {
    ...(JSON.parse(String(row['entry'])) as Omit<NewEvent, 'kind' | 'node'>),
    kind: String(row['kind']) as ClusterEvent['kind'],
    node: String(row['node']),
    number: Number(row['number']),
    atMs: Number(row['at_ms']),
  };
}
