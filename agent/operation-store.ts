import type { ErrorRecord } from '../services/base/errors/hapy-error.ts';
import { PreparedDatabase } from '../services/base/prepared-database.ts';

export type OperationStatus = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';

/** What is recorded of one operation. */
export interface OperationRecord {
  readonly actionId: string;
  readonly runId: string;
  readonly kind: string;
  readonly status: OperationStatus;
  readonly startedAtMs: number;
  /** 0 while it runs. */
  readonly finishedAtMs: number;
  readonly error: ErrorRecord | undefined;
  readonly result: Readonly<Record<string, string>>;
  readonly lastSequence: number;
}

export interface OperationEvent {
  readonly sequence: number;
  readonly atMs: number;
  readonly message: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface OperationIntent {
  readonly actionId: string;
  readonly runId: string;
  readonly kind: string;
  /** The request as it came, for comparing a repetition and for going on after a restart. */
  readonly request: Uint8Array;
  readonly startedAtMs: number;
}

export interface OperationOutcome {
  readonly status: Exclude<OperationStatus, 'running'>;
  readonly finishedAtMs: number;
  readonly error: ErrorRecord | undefined;
  readonly result: Readonly<Record<string, string>>;
}

/** Finished operations that are kept, for repetitions and for `hapyctl runs`. */
const keptOperations = 2000;

/**
 * The agent's record of operations: what was asked, before it begins; what happened; how it ended. Every
 * write is on disk when the call returns (WAL, synchronous FULL; 0.6 ms each where it was measured).
 */
export class OperationStore {
  readonly #database: PreparedDatabase;

  constructor(path: string) {
    this.#database = new PreparedDatabase(path, { timeout: 2000 });
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS operations (
        action_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, kind TEXT NOT NULL, request BLOB NOT NULL,
        status TEXT NOT NULL, started_at_ms INTEGER NOT NULL, finished_at_ms INTEGER NOT NULL DEFAULT 0,
        error TEXT, result TEXT NOT NULL DEFAULT '{}') STRICT;
      CREATE TABLE IF NOT EXISTS events (
        action_id TEXT NOT NULL, sequence INTEGER NOT NULL, at_ms INTEGER NOT NULL, message TEXT NOT NULL,
        parameters TEXT NOT NULL, PRIMARY KEY (action_id, sequence)) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    `);
    this.#forgetOld();
  }

  close(): void {
    this.#database.close();
  }

  insert(intent: OperationIntent): void {
    this.#database
      .prepare(
        `INSERT INTO operations (action_id, run_id, kind, request, status, started_at_ms)
         VALUES (?, ?, ?, ?, 'running', ?)`,
      )
      .run(intent.actionId, intent.runId, intent.kind, intent.request, intent.startedAtMs);
  }

  /** A second outcome of the same operation is a broken invariant and throws. */
  finish(actionId: string, outcome: OperationOutcome): void {
    const error = outcome.error === undefined ? null : JSON.stringify(outcome.error);
    const { changes } = this.#database
      .prepare(
        `UPDATE operations SET status = ?, finished_at_ms = ?, error = ?, result = ?
         WHERE action_id = ? AND status = 'running'`,
      )
      .run(outcome.status, outcome.finishedAtMs, error, JSON.stringify(outcome.result), actionId);
    if (Number(changes) !== 1) throw new Error(`operation ${actionId} has ended already`);
  }

  find(actionId: string): OperationRecord | undefined {
    const row = this.#database.prepare(`${selectOperations} WHERE action_id = ?`).get(actionId);
    return row === undefined ? undefined : recordOf(row);
  }

  request(actionId: string): Uint8Array {
    const row = this.#database.prepare('SELECT request FROM operations WHERE action_id = ?').get(actionId);
    return row?.['request'] instanceof Uint8Array ? row['request'] : new Uint8Array();
  }

  /** Newest first. */
  list(filter: { runId: string; onlyRunning: boolean; limit: number }): OperationRecord[] {
    const rows = this.#database
      .prepare(
        `${selectOperations} WHERE (? = '' OR run_id = ?) AND (? = 0 OR status = 'running')
         ORDER BY started_at_ms DESC, action_id LIMIT ?`,
      )
      .all(filter.runId, filter.runId, filter.onlyRunning ? 1 : 0, filter.limit);
    return rows.map(recordOf);
  }

  addEvent(
    actionId: string,
    atMs: number,
    message: string,
    parameters: Readonly<Record<string, string>>,
  ): void {
    this.#database
      .prepare(
        `INSERT INTO events (action_id, sequence, at_ms, message, parameters)
         SELECT ?, coalesce(max(sequence), 0) + 1, ?, ?, ? FROM events WHERE action_id = ?`,
      )
      .run(actionId, atMs, message, JSON.stringify(parameters), actionId);
  }

  eventsAfter(actionId: string, sequence: number, limit: number): OperationEvent[] {
    const rows = this.#database
      .prepare(
        `SELECT sequence, at_ms, message, parameters FROM events
         WHERE action_id = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
      )
      .all(actionId, sequence, limit);
    return rows.map((row) => ({
      sequence: Number(row['sequence']),
      atMs: Number(row['at_ms']),
      message: String(row['message']),
      parameters: JSON.parse(String(row['parameters'])) as Record<string, string>,
    }));
  }

  /** A fact about this node that no file of the platform tells, '' when it was never noted. */
  note(name: NoteName): string {
    const row = this.#database.prepare('SELECT value FROM notes WHERE name = ?').get(name);
    return row === undefined ? '' : String(row['value']);
  }

  writeNote(name: NoteName, value: string): void {
    this.#database.prepare('REPLACE INTO notes (name, value) VALUES (?, ?)').run(name, value);
  }

  #forgetOld(): void {
    this.#database.exec(`
      DELETE FROM operations WHERE status <> 'running' AND action_id NOT IN
        (SELECT action_id FROM operations ORDER BY started_at_ms DESC LIMIT ${keptOperations});
      DELETE FROM events WHERE action_id NOT IN (SELECT action_id FROM operations);
    `);
  }
}

export type NoteName = 'reconfigured-for';

const selectOperations = `
  SELECT action_id, run_id, kind, status, started_at_ms, finished_at_ms, error, result,
    (SELECT coalesce(max(sequence), 0) FROM events WHERE events.action_id = operations.action_id) AS last_sequence
  FROM operations`;

function recordOf(row: Record<string, unknown>): OperationRecord {
  const error = row['error'];
  return {
    actionId: String(row['action_id']),
    runId: String(row['run_id']),
    kind: String(row['kind']),
    status: String(row['status']) as OperationStatus,
    startedAtMs: Number(row['started_at_ms']),
    finishedAtMs: Number(row['finished_at_ms']),
    error: typeof error === 'string' ? (JSON.parse(error) as ErrorRecord) : undefined,
    result: JSON.parse(String(row['result'])) as Record<string, string>,
    lastSequence: Number(row['last_sequence']),
  };
}
