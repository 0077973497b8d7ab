import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Plan } from '../../services/domain/plan.ts';
import type { JournalledPlan, JournalPort } from '../executor/ports.ts';
import type { RunEntry, RunEvent, RunStatus } from '../executor/run-event.ts';
import { newRunProgress, type RunProgress, transition } from '../executor/transition.ts';
import { newsOfRun } from '../events/run-news.ts';
import { transaction } from './database.ts';
import type { EventSink } from './event-store.ts';

/** How many events one read takes from the database; a follower far behind reads several times. */
const readEventsMax = 500;
/** How often a follower looks although nobody told it anything. */
const lookEveryMs = 5_000;

/** One line of the list of runs. */
export interface RunSummary {
  readonly runId: string;
  readonly planHash: string;
  readonly status: RunStatus;
  readonly startedAtMs: number;
  /** 0 while it is going on. */
  readonly finishedAtMs: number;
  readonly startedBy: string;
  readonly reason: string;
  readonly actionsTotal: number;
  readonly actionsDone: number;
  /** Of its last event; 0 before the first. */
  readonly lastSequence: number;
}

interface OpenRun {
  progress: RunProgress;
  sequence: number;
}

/** The journal of all runs: written by the executor, followed by whoever asks, from any point. */
export class RunJournal implements JournalPort {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #open = new Map<string, OpenRun>();
  readonly #written = new EventEmitter().setMaxListeners(0);

  readonly #events: EventSink | undefined;

  /** `events` is told of every run, in the same transaction. */
  constructor(database: DatabaseSync, clock: Clock, events?: EventSink) {
    this.#database = database;
    this.#clock = clock;
    this.#events = events;
  }

  createRun(run: Parameters<JournalPort['createRun']>[0]): string {
    const insert = this.#database.prepare(
      `INSERT INTO runs (run_id, plan_hash, status, started_at_ms, finished_at_ms, started_by, reason,
         actions_total) VALUES (?, ?, 'running', ?, 0, ?, ?, ?)`,
    );
    // The number is for people. The rest keeps a restored copy of this database from giving an id twice:
    // an agent would answer it with the recorded result of another run.
    const last = this.#database.prepare('SELECT max(number) AS number FROM runs').get();
    const runId = `${Number(last?.['number'] ?? 0) + 1}-${randomBytes(4).toString('hex')}`;
    const { plan, planHash, startedBy, identity, reason } = run;
    const nowMs = this.#clock.now();
    transaction(this.#database, () => {
      insert.run(runId, planHash, nowMs, startedBy, reason, plan.actions.length);
      this.#insertPlan(runId, { attempt: 1, plan, planHash, approvedBy: startedBy, identity });
    });
    this.#open.set(runId, { progress: newRunProgress, sequence: 0 });
    return runId;
  }

  addPlan(runId: string, added: Omit<JournalledPlan, 'attempt'>): number {
    const last = this.#database
      .prepare('SELECT max(attempt) AS attempt FROM run_plans WHERE run_id = ?')
      .get(runId);
    const attempt = Number(last?.['attempt'] ?? 0) + 1;
    this.#insertPlan(runId, { attempt, ...added });
    return attempt;
  }

  #insertPlan(runId: string, { attempt, plan, planHash, approvedBy, identity = '' }: JournalledPlan): void {
    this.#database
      .prepare(
        `INSERT INTO run_plans (run_id, attempt, plan, plan_hash, at_ms, approved_by, identity)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(runId, attempt, JSON.stringify(plan), planHash, this.#clock.now(), approvedBy, identity);
  }

  /**
   * Who has approved what a run does now: with role and certificate, or by name alone in a run of before. Once its end
   * was asked for, that is who asked: nothing can be approved any more.
   */
  personOf(runId: string): string {
    const asked = this.#database
      .prepare(
        `SELECT json_extract(entry, '$.parameters.by') AS person FROM run_events
         WHERE run_id = ? AND kind = 'run-aborting' ORDER BY sequence DESC LIMIT 1`,
      )
      .get(runId);
    const by = String(asked?.['person'] ?? '');
    if (by !== '') return by;
    const row = this.#database
      .prepare(
        `SELECT identity, approved_by FROM run_plans WHERE run_id = ? AND approved_by <> ''
         ORDER BY attempt DESC LIMIT 1`,
      )
      .get(runId);
    return String(row?.['identity'] ?? '') || String(row?.['approved_by'] ?? '');
  }

  plansOf(runId: string): (JournalledPlan & { readonly atMs: number })[] {
    const rows = this.#database
      .prepare('SELECT * FROM run_plans WHERE run_id = ? ORDER BY attempt')
      .all(runId);
    return rows.map((row) => ({
      attempt: Number(row['attempt']),
      plan: JSON.parse(String(row['plan'])) as Plan,
      planHash: String(row['plan_hash']),
      atMs: Number(row['at_ms']),
      approvedBy: String(row['approved_by']),
    }));
  }

  unfinished(): string[] {
    const query = "SELECT run_id FROM runs WHERE status = 'running' ORDER BY number DESC";
    return this.#database
      .prepare(query)
      .all()
      .map((row) => String(row['run_id']));
  }

  newest(): string | undefined {
    const row = this.#database.prepare('SELECT run_id FROM runs ORDER BY number DESC LIMIT 1').get();
    return row === undefined ? undefined : String(row['run_id']);
  }

  /** When the last drill that succeeded ended, 0 when none did. */
  lastDrillAtMs(): number {
    const row = this.#database
      .prepare(
        `SELECT finished_at_ms AS at_ms FROM runs JOIN run_plans USING (run_id)
         WHERE status = 'succeeded' AND attempt = 1 AND json_extract(plan, '$.way') = 'drill'
         ORDER BY number DESC LIMIT 1`,
      )
      .get();
    return Number(row?.['at_ms'] ?? 0);
  }

  /** How many runs there were, by their status. */
  countByStatus(): Record<string, number> {
    const rows = this.#database.prepare('SELECT status, count(*) AS count FROM runs GROUP BY status').all();
    return Object.fromEntries(rows.map((row) => [String(row['status']), Number(row['count'])]));
  }

  progressOf(runId: string): RunProgress {
    return this.#load(runId).progress;
  }

  /** The state of a run, folded from its events when it is not in memory. @throws HapyError HAPY-E523 */
  #load(runId: string): OpenRun {
    const open = this.#open.get(runId);
    if (open !== undefined) return open;
    this.#require(runId);
    let progress = newRunProgress;
    let sequence = 0;
    for (let events = this.#read(runId, 0); events.length > 0; events = this.#read(runId, sequence)) {
      for (const event of events) {
        progress = transition(progress, event);
        sequence = event.sequence;
      }
    }
    return { progress, sequence };
  }

  #require(runId: string): void {
    const known = this.#database.prepare('SELECT 1 FROM runs WHERE run_id = ?').get(runId);
    if (known === undefined) throw new HapyError('HAPY-E523', { run: runId });
  }

  record(runId: string, entry: RunEntry): void {
    const open = this.#load(runId);
    const progress = transition(open.progress, entry);
    const sequence = open.sequence + 1;
    const nowMs = this.#clock.now();
    const insert = this.#database.prepare(
      'INSERT INTO run_events (run_id, sequence, at_ms, kind, action_id, entry) VALUES (?, ?, ?, ?, ?, ?)',
    );
    transaction(this.#database, () => {
      insert.run(runId, sequence, nowMs, entry.kind, entry.actionId, JSON.stringify(entry));
      if (entry.kind === 'run-finished' || entry.kind === 'run-resumed') {
        const finished = entry.kind === 'run-finished';
        this.#database
          .prepare('UPDATE runs SET status = ?, finished_at_ms = ? WHERE run_id = ?')
          .run(finished ? entry.status : 'running', finished ? nowMs : 0, runId);
      }
      this.#tell(runId, entry);
    });
    if (entry.kind === 'run-finished') this.#open.delete(runId);
    else this.#open.set(runId, { progress, sequence });
    this.#written.emit(runId);
  }

  #tell(runId: string, entry: RunEntry): void {
    if (this.#events === undefined) return;
    const row = this.#database
      .prepare(
        `SELECT started_by, json_extract(plan, '$.way') AS way FROM runs JOIN run_plans USING (run_id)
         WHERE run_id = ? AND attempt = 1`,
      )
      .get(runId);
    const about = { startedBy: String(row?.['started_by']), way: String(row?.['way']) };
    for (const event of newsOfRun(runId, entry, about)) this.#events.append(event);
  }

  /** Newest first. */
  list(limit: number, before = Number.MAX_SAFE_INTEGER): RunSummary[] {
    const rows = this.#database
      .prepare(`${selectSummaries} WHERE number < ? ORDER BY number DESC LIMIT ?`)
      .all(before, limit);
    return rows.map(summaryOf);
  }

  /** By its id, or by the number that its id begins with. @throws HapyError HAPY-E523 */
  find(idOrNumber: string): RunSummary {
    const row = this.#database
      .prepare(`${selectSummaries} WHERE run_id = ? OR CAST(number AS TEXT) = ?`)
      .get(idOrNumber, idOrNumber);
    if (row === undefined) throw new HapyError('HAPY-E523', { run: idOrNumber });
    return summaryOf(row);
  }

  /**
   * All events of a run after a sequence number, then those that are written from now on, until the run has
   * finished or the signal ends it.
   *
   * @throws HapyError HAPY-E523 when there is no such run.
   */
  async *follow(runId: string, afterSequence: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
    this.#require(runId);
    let last = afterSequence;
    while (!signal.aborted) {
      // Listening begins before the read, so that nothing written in between is missed.
      const heard = new AbortController();
      const news = this.#news(runId, AbortSignal.any([signal, heard.signal]));
      const events = this.#read(runId, last);
      for (const event of events) {
        yield event;
        last = event.sequence;
      }
      // A run that was resumed has more than one end; it is the last one that ends the telling.
      if (events.length === 0) {
        if (!this.#open.has(runId)) return heard.abort();
        await news;
      } else heard.abort();
    }
  }

  async #news(runId: string, signal: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(lookEveryMs);
    await once(this.#written, runId, { signal: AbortSignal.any([signal, timeout]) }).catch(() => undefined);
  }

  #read(runId: string, afterSequence: number): RunEvent[] {
    const rows = this.#database
      .prepare(
        `SELECT sequence, at_ms, entry FROM run_events WHERE run_id = ? AND sequence > ?
         ORDER BY sequence LIMIT ?`,
      )
      .all(runId, afterSequence, readEventsMax);
    return rows.map((row) => ({
      ...(JSON.parse(String(row['entry'])) as RunEntry),
      runId,
      sequence: Number(row['sequence']),
      atMs: Number(row['at_ms']),
    }));
  }
}

const selectSummaries = `
  SELECT *, (SELECT count(*) FROM run_events AS event
    WHERE event.run_id = runs.run_id AND event.kind = 'action-finished') AS actions_done,
    (SELECT coalesce(max(sequence), 0) FROM run_events AS event
    WHERE event.run_id = runs.run_id) AS last_sequence
  FROM runs`;

function summaryOf(row: Record<string, SQLOutputValue>): RunSummary {
  return {
    runId: String(row['run_id']),
    planHash: String(row['plan_hash']),
    status: row['status'] as RunStatus,
    startedAtMs: Number(row['started_at_ms']),
    finishedAtMs: Number(row['finished_at_ms']),
    startedBy: String(row['started_by']),
    reason: String(row['reason']),
    actionsTotal: Number(row['actions_total']),
    actionsDone: Number(row['actions_done']),
    lastSequence: Number(row['last_sequence']),
  };
}
