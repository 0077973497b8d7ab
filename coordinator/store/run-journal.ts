import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { DatabaseSync } from 'node:sqlite';

import type { Clock } from '../../services/base/clock.ts';
import { HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { JournalPort } from '../executor/ports.ts';
import type { RunEntry, RunEvent, RunStatus } from '../executor/run-event.ts';
import { newRunProgress, type RunProgress, transition } from '../executor/transition.ts';
import { transaction } from './database.ts';

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
  readonly actionsTotal: number;
  readonly actionsDone: number;
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

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  createRun(run: Parameters<JournalPort['createRun']>[0]): string {
    const insert = this.#database.prepare(
      `INSERT INTO runs (run_id, plan_hash, plan, status, started_at_ms, finished_at_ms, started_by, reason,
         actions_total) VALUES (?, ?, ?, 'running', ?, 0, ?, ?, ?)`,
    );
    // The number is for people. The rest keeps a restored copy of this database from giving an id twice:
    // an agent would answer it with the recorded result of another run.
    const last = this.#database.prepare('SELECT max(number) AS number FROM runs').get();
    const runId = `${Number(last?.['number'] ?? 0) + 1}-${randomBytes(4).toString('hex')}`;
    const { plan, planHash, startedBy, reason } = run;
    const nowMs = this.#clock.now();
    insert.run(runId, planHash, JSON.stringify(plan), nowMs, startedBy, reason, plan.actions.length);
    this.#open.set(runId, { progress: newRunProgress, sequence: 0 });
    return runId;
  }

  record(runId: string, entry: RunEntry): void {
    const open = this.#open.get(runId);
    assert.ok(open !== undefined, `nothing is written into ${runId}, which is not going on`);
    const progress = transition(open.progress, entry);
    const sequence = open.sequence + 1;
    const nowMs = this.#clock.now();
    const insert = this.#database.prepare(
      'INSERT INTO run_events (run_id, sequence, at_ms, kind, action_id, entry) VALUES (?, ?, ?, ?, ?, ?)',
    );
    transaction(this.#database, () => {
      insert.run(runId, sequence, nowMs, entry.kind, entry.actionId, JSON.stringify(entry));
      if (entry.kind === 'run-finished') {
        this.#database
          .prepare('UPDATE runs SET status = ?, finished_at_ms = ? WHERE run_id = ?')
          .run(entry.status, nowMs, runId);
      }
    });
    this.#open.set(runId, { progress, sequence });
    if (entry.kind === 'run-finished') this.#open.delete(runId);
    this.#written.emit(runId);
  }

  /** Newest first. */
  list(limit: number): RunSummary[] {
    const rows = this.#database
      .prepare(
        `SELECT *, (SELECT count(*) FROM run_events AS event
           WHERE event.run_id = runs.run_id AND event.kind = 'action-finished') AS actions_done
         FROM runs ORDER BY number DESC LIMIT ?`,
      )
      .all(limit);
    return rows.map((row) => ({
      runId: String(row['run_id']),
      planHash: String(row['plan_hash']),
      status: row['status'] as RunStatus,
      startedAtMs: Number(row['started_at_ms']),
      finishedAtMs: Number(row['finished_at_ms']),
      startedBy: String(row['started_by']),
      actionsTotal: Number(row['actions_total']),
      actionsDone: Number(row['actions_done']),
    }));
  }

  /**
   * All events of a run after a sequence number, then those that are written from now on, until the run has
   * finished or the signal ends it.
   *
   * @throws HapyError HAPY-E523 when there is no such run.
   */
  async *follow(runId: string, afterSequence: number, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const known = this.#database.prepare('SELECT 1 FROM runs WHERE run_id = ?').get(runId);
    if (known === undefined) throw new HapyError('HAPY-E523', { run: runId });
    let last = afterSequence;
    while (!signal.aborted) {
      // Listening begins before the read, so that nothing written in between is missed.
      const heard = new AbortController();
      const news = this.#news(runId, AbortSignal.any([signal, heard.signal]));
      const events = this.#read(runId, last);
      for (const event of events) {
        yield event;
        last = event.sequence;
        if (event.kind === 'run-finished') heard.abort();
      }
      if (heard.signal.aborted) return;
      if (events.length === 0) {
        // Somebody who asks for what comes after the end of a finished run has seen it all.
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

  /**
   * Closes what a crash left open: an action whose intent was written has an unknown outcome, which its
   * journal says; the next plan starts from what is observed. To be called once, before any run starts.
   */
  closeInterrupted(): void {
    const rows = this.#database.prepare("SELECT run_id FROM runs WHERE status = 'running'").all();
    for (const row of rows) this.#closeOne(String(row['run_id']));
  }

  #closeOne(runId: string): void {
    let progress = newRunProgress;
    let sequence = 0;
    let changing = false;
    const nodes = new Map<string, RunEvent>();
    for (let events = this.#read(runId, 0); events.length > 0; events = this.#read(runId, sequence)) {
      for (const event of events) {
        progress = transition(progress, event);
        sequence = event.sequence;
        nodes.set(event.actionId, event);
        if (event.kind === 'action-started' && event.actionKind !== 'await') changing = true;
      }
    }
    this.#open.set(runId, { progress, sequence });
    const error = toErrorRecord(new HapyError('HAPY-E537', { run: runId }));
    const empty = {
      actionId: '',
      actionKind: '',
      node: '',
      message: '',
      parameters: {},
      elapsedMs: 0,
    } as const;
    // A crash can fall between the run's line and its first event.
    if (progress.status === 'new') {
      this.record(runId, { ...empty, kind: 'run-started', error: undefined, status: 'running' });
    }
    for (const [actionId, status] of progress.actions) {
      if (status !== 'started') continue;
      const { actionKind, node } = nodes.get(actionId) ?? empty;
      this.record(runId, {
        ...empty,
        kind: 'action-failed',
        actionId,
        actionKind,
        node,
        error,
        status: 'running',
      });
    }
    this.record(runId, { ...empty, kind: 'run-finished', error, status: changing ? 'partial' : 'failed' });
  }
}
