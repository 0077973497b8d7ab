import { EventEmitter, once } from 'node:events';

import type { Clock } from '../services/base/clock.ts';
import { HapyError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import type { Log } from '../services/base/log.ts';
import type { InjectedFaults } from './injected-faults.ts';
import type { LeaseStore } from './lease-store.ts';
import type { OperationContext, OperationKind } from './operation-kind.ts';
import type { OperationEvent, OperationOutcome, OperationRecord, OperationStore } from './operation-store.ts';
import { isActionId } from './verb-arguments.ts';

/** Who asks for a change, and with which right (operation.proto, Mutation). */
export interface Mutation {
  readonly runId: string;
  readonly actionId: string;
  readonly epoch: number;
  readonly holder: string;
  /** 0 means the operation's own default. */
  readonly deadlineMs: number;
}

interface RunnerParts {
  readonly node: string;
  readonly store: OperationStore;
  readonly lease: LeaseStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Of tests only. */
  readonly faults?: InjectedFaults | undefined;
}

/** An hour and a half: `instance` with automatic deployment is allowed 4000 s by EOLE's own tests. */
const deadlineMsMax = 90 * 60_000;
/** A program that passes its deadline is ended by its wrapper; the operation waits this much longer for that. */
const graceMs = 15_000;
const outputEventsMax = 2000;
const eventsAtATime = 100;
/** How soon an outcome that the disk did not take is written again. */
const writeAgainMs = 1000;

/**
 * Carries out one mutating operation at a time. The intent is on disk before it begins, the outcome when it
 * ends, and it goes on when whoever asked for it is gone.
 */
export class OperationRunner {
  readonly #parts: RunnerParts;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #running: { readonly actionId: string; readonly controller: AbortController } | undefined;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Called whenever an operation begins, tells something or ends; the result stops that. */
  onChange(listener: () => void): () => void {
    this.#changes.on('any', listener);
    return () => this.#changes.off('any', listener);
  }

  get runningActionIds(): readonly string[] {
    return this.#running === undefined ? [] : [this.#running.actionId];
  }

  /** The kind of the operation that runs now, '' when none does. */
  get runningKind(): string {
    const id = this.#running?.actionId;
    return id === undefined ? '' : (this.#parts.store.find(id)?.kind ?? '');
  }

  /**
   * Records the intent and begins, or returns what is recorded under that action id.
   *
   * @throws HapyError HAPY-E300 incomplete, E301/E302 lease, E303 another one runs, E304 the id stands for
   *   another request
   */
  start<Q>(kind: OperationKind<Q>, request: Q, mutation: Mutation): OperationRecord {
    const { store, lease, clock, node } = this.#parts;
    const { actionId, runId } = mutation;
    if (!isActionId(actionId) || !isActionId(runId)) throw new HapyError('HAPY-E300', { field: 'mutation' });
    lease.require(mutation.holder, mutation.epoch);
    const bytes = kind.codec.encode(request).finish();
    const known = store.find(actionId);
    if (known !== undefined) return this.#repeated(known, kind.kind, runId);
    if (this.#running !== undefined) {
      throw new HapyError('HAPY-E303', { node, running: this.#running.actionId });
    }
    store.insert({ actionId, runId, kind: kind.kind, request: bytes, startedAtMs: clock.now() });
    this.#requireStill(mutation);
    const deadlineMs = Math.min(mutation.deadlineMs || kind.defaultDeadlineMs, deadlineMsMax);
    void this.#carryOut(kind, request, { actionId, runId, deadlineMs, resumed: false });
    return this.get(actionId);
  }

  /**
   * Checks the lease again when the operation starts: its intent took its time on the disk. Nothing has been
   * done yet, and the record says so, or a restart would find it running and carry it out after all.
   */
  #requireStill({ actionId, holder, epoch }: Mutation): void {
    const { store, lease, clock } = this.#parts;
    try {
      lease.require(holder, epoch);
    } catch (refusal) {
      const error = toErrorRecord(refusal);
      store.finish(actionId, { status: 'failed', finishedAtMs: clock.now(), error, result: {} });
      throw refusal;
    }
  }

  /** After a start of the agent: goes on with what was running, as far as it can be found again. */
  recover(kinds: readonly OperationKind<unknown>[]): void {
    const { store, log, clock } = this.#parts;
    for (const record of store.list({ runId: '', onlyRunning: true, limit: 1000 })) {
      const { actionId, runId } = record;
      const kind = kinds.find((each) => each.kind === record.kind);
      if (kind === undefined || !kind.resumable || this.#running !== undefined) {
        const error = toErrorRecord(new HapyError('HAPY-E306', { action: actionId }));
        store.finish(actionId, { status: 'unknown', finishedAtMs: clock.now(), error, result: {} });
        log.warn({ action: actionId, kind: record.kind }, 'operation outcome unknown');
        continue;
      }
      log.info({ action: actionId, kind: record.kind }, 'operation found again');
      const deadlineMs = Math.max(1000, record.startedAtMs + kind.defaultDeadlineMs - clock.now());
      const request = kind.codec.decode(store.request(actionId));
      void this.#carryOut(kind, request, { actionId, runId, deadlineMs, resumed: true });
    }
  }

  /** @throws HapyError HAPY-E305 */
  get(actionId: string): OperationRecord {
    const record = this.#parts.store.find(actionId);
    if (record === undefined) throw new HapyError('HAPY-E305', { action: actionId });
    return record;
  }

  /** Events after a sequence number as they come, then the finished operation. */
  async *watch(
    actionId: string,
    afterSequence: number,
    signal: AbortSignal,
  ): AsyncGenerator<OperationEvent | OperationRecord> {
    let sequence = afterSequence;
    for (;;) {
      const record = this.get(actionId);
      const changed = once(this.#changes, actionId, { signal });
      changed.catch(() => undefined);
      let events = this.#parts.store.eventsAfter(actionId, sequence, eventsAtATime);
      while (events.length > 0) {
        yield* events;
        sequence = events.at(-1)?.sequence ?? sequence;
        events = this.#parts.store.eventsAfter(actionId, sequence, eventsAtATime);
      }
      if (record.status !== 'running') {
        yield record;
        return;
      }
      await changed;
    }
  }

  /** Asks the operation to end, and waits until it has. One that has ended already is returned as it is. */
  async cancel(actionId: string, holder: string, epoch: number): Promise<OperationRecord> {
    this.#parts.lease.require(holder, epoch);
    const record = this.get(actionId);
    if (record.status !== 'running' || this.#running?.actionId !== actionId) return record;
    const ended = this.#ended(actionId);
    this.#running.controller.abort(new HapyError('HAPY-E307', { action: actionId }));
    await ended;
    return this.get(actionId);
  }

  async #ended(actionId: string): Promise<void> {
    while (this.#running?.actionId === actionId) await once(this.#changes, actionId);
  }

  #repeated(known: OperationRecord, kind: string, runId: string): OperationRecord {
    // Compared by kind and run: a deadline or a field of a newer version may differ in a repetition.
    if (known.kind === kind && known.runId === runId) return known;
    throw new HapyError('HAPY-E304', { action: known.actionId });
  }

  async #carryOut<Q>(
    kind: OperationKind<Q>,
    request: Q,
    about: Pick<OperationContext, 'actionId' | 'runId' | 'deadlineMs' | 'resumed'>,
  ): Promise<void> {
    const { actionId, runId, deadlineMs } = about;
    const log = this.#parts.log.child({ runId, action: actionId });
    const controller = new AbortController();
    this.#running = { actionId, controller };
    const seconds = Math.round(deadlineMs / 1000);
    const timer = setTimeout(
      () => controller.abort(new HapyError('HAPY-E308', { action: actionId, seconds })),
      deadlineMs + (kind.resumable ? graceMs : 0),
    );
    log.info({ kind: kind.kind, resumed: about.resumed }, 'operation started');
    const context = this.#context(about, controller.signal);
    const { faults } = this.#parts;
    const outcome = await this.#outcomeOf(() =>
      faults === undefined ? kind.run(request, context) : faults.run(kind, request, context),
    );
    clearTimeout(timer);
    await this.#keepOutcome(actionId, outcome, log);
    this.#running = undefined;
    log.info({ kind: kind.kind, status: outcome.status, code: outcome.error?.code }, 'operation finished');
    this.#tell(actionId);
  }

  /** A full disk must not lose an outcome: the operation counts as running until it is written down. */
  async #keepOutcome(actionId: string, outcome: OperationOutcome, log: Log): Promise<void> {
    for (let told = false; ; told = true) {
      try {
        return this.#parts.store.finish(actionId, outcome);
      } catch (error) {
        if (!isStoreFailure(error)) throw error;
        if (!told) log.error({ err: error, status: outcome.status }, 'outcome cannot be written down');
      }
      await this.#parts.clock.delay(writeAgainMs);
    }
  }

  async #outcomeOf(run: () => Promise<Readonly<Record<string, string>>>): Promise<OperationOutcome> {
    const { clock, log } = this.#parts;
    try {
      const result = await run();
      return { status: 'succeeded', finishedAtMs: clock.now(), error: undefined, result };
    } catch (thrown) {
      if (!(thrown instanceof HapyError)) log.error({ err: thrown }, 'operation broke');
      const error = toErrorRecord(thrown);
      return { status: statusFor(thrown), finishedAtMs: clock.now(), error, result: {} };
    }
  }

  #context(
    about: Pick<OperationContext, 'actionId' | 'runId' | 'deadlineMs' | 'resumed'>,
    signal: AbortSignal,
  ): OperationContext {
    let told = 0;
    return {
      ...about,
      signal,
      say: (message, parameters = {}) => {
        // A program that prints for ever must not fill the disk: the wrapper's own file has the rest.
        told += 1;
        if (told > outputEventsMax) return;
        const texts = Object.entries(parameters).map(([name, value]) => [name, String(value)]);
        const values = Object.fromEntries(texts) as Record<string, string>;
        try {
          this.#parts.store.addEvent(about.actionId, this.#parts.clock.now(), message, values);
        } catch (error) {
          if (!isStoreFailure(error)) throw error;
          // What is being done goes on; only its telling is lost.
          this.#parts.log.warn({ err: error, action: about.actionId }, 'progress cannot be written down');
        }
        this.#tell(about.actionId);
      },
    };
  }

  #tell(actionId: string): void {
    this.#changes.emit(actionId);
    this.#changes.emit('any');
  }
}

/** What oned or the helper did not answer may have been done all the same: only observation can tell. */
function statusFor(thrown: unknown): OperationOutcome['status'] {
  if (!(thrown instanceof HapyError)) return 'failed';
  if (thrown.code === 'HAPY-E307') return 'cancelled';
  return thrown.outcomeUnknown && !endedByUs.has(thrown.code) ? 'unknown' : 'failed';
}

/** A program that was ended at its deadline: waiting for its effect is of no use. */
const endedByUs: ReadonlySet<string> = new Set(['HAPY-E334']);

/** What SQLite says about a full or broken disk; other errors of it are defects of ours. */
function isStoreFailure(error: unknown): boolean {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' && diskErrors.has(errcode & 0xff);
}

/** SQLITE_BUSY, READONLY, IOERR, FULL, CANTOPEN. */
const diskErrors: ReadonlySet<number> = new Set([5, 8, 10, 13, 14]);
