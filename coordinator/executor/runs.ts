import { AssertionError } from 'node:assert';

import type { Clock } from '../../services/base/clock.ts';
import { HapyError, internalError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { checkApproved, driveRun, type DriveOptions } from './drive-run.ts';
import type { HeldLease } from './lease.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import { NodeLocks } from './node-locks.ts';
import type { Observer } from './observer.ts';
import type { Agents, JournalPort, SpecPort } from './ports.ts';
import { type Planner, type PlanWish, RunPlans } from './run-plans.ts';
import type { RunContext } from './run-context.ts';
import { emptyEntry, type RunEntry, type RunStatus } from './run-event.ts';

/** How long a run that goes on after a stop waits for a majority of agents, in milliseconds. */
const agentsComeBackMs = 5 * 60_000;

export interface RunsOptions {
  readonly specs: SpecPort;
  readonly agents: Agents;
  readonly observer: Observer;
  readonly journal: JournalPort;
  readonly leases: LeaseKeeper;
  readonly clock: Clock;
  readonly log: Log;
  /** Another than `planCluster`: for a test that shows that a wrong one is found. */
  readonly planner?: Planner | undefined;
}

export interface RunRequest extends PlanWish {
  readonly planHash: string;
  readonly startedBy: string;
  /** Of whoever approves it, for the audits of the nodes (`identityOf`). */
  readonly identity?: string;
  readonly reason: string;
}

interface ActiveRun {
  readonly runId: string;
  readonly halt: AbortController;
  end: Promise<void>;
}

/** The runs of this coordinator, one at a time. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #plans: RunPlans;
  readonly #stopping = new AbortController();
  #active: ActiveRun | undefined;
  #starting = false;
  #onEnd: () => void = () => undefined;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#plans = new RunPlans(options);
  }

  /** The id of the run that is going on, empty when there is none. */
  get active(): string {
    return this.#active?.runId ?? '';
  }

  /** Told when a run has ended, however it did. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** @throws HapyError what `changeSpec` refuses the verb with */
  plan(wish: PlanWish = {}): ReturnType<RunPlans['wished']> {
    return this.#plans.wished(wish);
  }

  planUndo(): ReturnType<RunPlans['undo']> {
    return this.#plans.undo();
  }

  /** @throws HapyError HAPY-E523 */
  planRest(runId: string): ReturnType<RunPlans['rest']> {
    return this.#plans.rest(runId);
  }

  /**
   * Starts to carry out exactly the plan of this hash, and returns the run's id as soon as its beginning is
   * in the journal.
   *
   * @throws HapyError HAPY-E522 one is going on, HAPY-E524 the plan is blocked, HAPY-E520 the observed state
   *   has moved on, HAPY-E521 nothing to do.
   */
  start(request: RunRequest): Promise<string> {
    return this.#alone(async () => {
      const { plan, spec } = await this.plan(request);
      checkApproved(plan, request.planHash);
      if (plan.actions.length === 0) throw new HapyError('HAPY-E521');
      // Before the run is written down: a stop in between leaves a spec that the next plan leads to.
      this.#options.specs.change(spec);
      const { planHash, startedBy, identity, reason } = request;
      const runId = this.#options.journal.createRun({ plan, planHash, startedBy, identity, reason });
      this.#record(runId, { kind: 'run-started', parameters: { actions: String(plan.actions.length) } });
      this.#begin(runId, { attempt: 1, planHash, way: plan.way });
      return runId;
    });
  }

  /**
   * Goes on with the newest run, which stopped part-way, by exactly the plan of this hash.
   *
   * @throws HapyError HAPY-E522, HAPY-E523, HAPY-E546 it has ended or is not the newest, HAPY-E520, HAPY-E524
   */
  resume(runId: string, request: RunRequest): Promise<string> {
    return this.#alone(async () => {
      const progress = this.#requireStopped(runId);
      if (progress.aborting) throw new HapyError('HAPY-E547', { run: runId });
      const { plan } = await this.planRest(runId);
      checkApproved(plan, request.planHash);
      const { journal } = this.#options;
      this.#record(runId, { kind: 'run-resumed', message: 'run.resumed' });
      const { planHash, startedBy: approvedBy, identity } = request;
      const attempt = journal.addPlan(runId, { plan, planHash, approvedBy, identity });
      const parameters = { attempt: String(attempt), actions: String(plan.actions.length) };
      this.#record(runId, { kind: 'run-planned', message: 'run.planned-again', parameters });
      this.#begin(runId, { attempt, planHash, way: plan.way });
      return runId;
    });
  }

  /**
   * Ends a run at the next safe point and takes back what can be taken back. A run that is going on stops
   * by itself first; nobody needs to wait for that before asking. `by` is whoever asks (`identityOf`), who answers for
   * what is done from then on.
   *
   * @throws HapyError HAPY-E522 another one is going on, HAPY-E523, HAPY-E546 it has ended or is not the newest
   */
  abort(runId: string, by = ''): Promise<string> {
    const active = this.#active;
    const asked = { kind: 'run-aborting', message: 'run.aborting', parameters: { by } } as const;
    if (active?.runId === runId) {
      if (!active.halt.signal.aborted) {
        this.#record(runId, asked);
        active.halt.abort();
      }
      return Promise.resolve(runId);
    }
    return this.#alone(async () => {
      this.#requireStopped(runId);
      this.#record(runId, { kind: 'run-resumed', message: 'run.resumed' });
      this.#record(runId, asked);
      this.#begin(runId, undefined);
      return runId;
    });
  }

  /** Goes on with what a stop of the coordinator has left in the middle. To be called once, before anything else. */
  recover(): void {
    const { journal } = this.#options;
    const [runId, ...older] = journal.unfinished();
    for (const each of older) {
      this.#record(each, { kind: 'run-resumed', message: 'run.resumed-alone' });
      this.#finish(
        each,
        journal.progressOf(each).changed ? 'partial' : 'failed',
        new HapyError('HAPY-E537', { run: each }),
      );
    }
    if (runId === undefined) return;
    const isNew = journal.progressOf(runId).status === 'new';
    if (isNew) this.#record(runId, { kind: 'run-started' });
    this.#record(runId, { kind: 'run-resumed', message: 'run.resumed-alone' });
    this.#begin(runId, undefined);
  }

  /** Resolves when nothing goes on any more. */
  async ended(): Promise<void> {
    await this.#active?.end;
  }

  /**
   * Lets go at once of what is going on. Its journal stays open: the next coordinator goes on with it, and
   * operations go on on their nodes meanwhile.
   */
  async stop(): Promise<void> {
    this.#stopping.abort(new HapyError('HAPY-E537', { run: this.active }));
    await this.ended();
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#active !== undefined || this.#starting) throw new HapyError('HAPY-E522', { run: this.active });
    this.#stopping.signal.throwIfAborted();
    this.#starting = true;
    try {
      return await work();
    } finally {
      this.#starting = false;
    }
  }

  #requireStopped(runId: string) {
    const { journal } = this.#options;
    const progress = journal.progressOf(runId);
    // One that is running in the journal although nobody carries it out was cut off: see `#finishFailed`.
    const stopped = ['partial', 'failed', 'running'].includes(progress.status);
    // An older one has been overtaken: what it wanted is in the plan of the newest.
    if (stopped && journal.newest() === runId) return progress;
    throw new HapyError('HAPY-E546', { run: runId });
  }

  #begin(
    runId: string,
    approved: (DriveOptions['approved'] & { readonly way: Plan['way'] }) | undefined,
  ): void {
    const halt = new AbortController();
    if (this.#options.journal.progressOf(runId).aborting) halt.abort();
    const active: ActiveRun = { runId, halt, end: Promise.resolve() };
    this.#active = active;
    active.end = this.#drive(active, approved);
  }

  async #drive(
    { runId, halt }: ActiveRun,
    approved: (DriveOptions['approved'] & { readonly way: Plan['way'] }) | undefined,
  ): Promise<void> {
    const { journal } = this.#options;
    const log = this.#options.log.child({ runId });
    const startedAtMs = this.#options.clock.now();
    const record: RunContext['record'] = (entry) => this.#record(runId, entry, startedAtMs);
    try {
      const lease = await this.#takeLease(approved, record);
      const signal = AbortSignal.any([this.#stopping.signal, lease.signal]);
      const run = this.#context({ runId, lease, log, record, signal, halting: halt.signal });
      const planNow = (aborting: boolean) => (aborting ? this.#plans.end(runId) : this.#plans.rest(runId));
      const outcome = await driveRun({ run, journal, planNow, approved });
      this.#finish(runId, outcome, undefined, startedAtMs);
      log.info({ status: outcome }, 'run finished');
    } catch (error) {
      // An illegal event of the journal: nothing that this process believes of the run can be trusted.
      if (error instanceof AssertionError) throw error;
      const known = internalError(error);
      log.error({ err: error, code: known.code }, 'run stopped');
      this.#finishFailed(runId, known, log, startedAtMs);
    } finally {
      this.#active = undefined;
      this.#onEnd();
    }
  }

  /**
   * Where the journal itself cannot be written (a full disk) the run stays open in it: it acts no more, and can
   * be resumed or aborted like one that was interrupted. What is no operating error is a defect, and a crash.
   */
  #finishFailed(runId: string, known: HapyError, log: Log, startedAtMs: number): void {
    const { changed, actions } = this.#options.journal.progressOf(runId);
    // The disk may have room again by now; what was under way stands open all the same.
    if (known.code === 'HAPY-E539' && [...actions.values()].includes('started')) return;
    try {
      this.#finish(runId, changed ? 'partial' : 'failed', known, startedAtMs);
    } catch (error) {
      if (!(error instanceof HapyError)) throw error;
      log.error({ err: error, code: error.code }, 'the end of the run cannot be written down');
    }
  }

  #context(parts: Pick<RunContext, 'runId' | 'lease' | 'log' | 'record' | 'signal' | 'halting'>): RunContext {
    const { specs, agents, observer, clock } = this.#options;
    return { ...parts, specs, agents, observer, clock, locks: new NodeLocks() };
  }

  #takeLease(
    approved: { readonly way: Plan['way'] } | undefined,
    record: RunContext['record'],
  ): Promise<HeldLease> {
    const told = new Set<string>();
    const tell = (message: string, parameters: Readonly<Record<string, string>>) => {
      if (told.has(message)) return;
      told.add(message);
      record({ kind: 'action-waiting', message, parameters });
    };
    return this.#options.leases.take({
      // A first formation changes every node, so every one that answers must grant.
      everyReachable: approved === undefined || approved.way === 'found' || approved.way === 'one-by-one',
      patienceMs: approved === undefined ? agentsComeBackMs : 0,
      signal: this.#stopping.signal,
      onMissing: (missing) => tell('run.waiting-for-agents', { nodes: missing.join(', ') }),
      onWaiting: (lease, node) => tell('run.waiting-for-lease', { holder: lease.holder, node }),
    });
  }

  #finish(runId: string, status: RunStatus, error?: HapyError, startedAtMs?: number): void {
    const told = error === undefined ? undefined : toErrorRecord(error);
    this.#record(runId, { kind: 'run-finished', status, error: told }, startedAtMs);
  }

  #record(
    runId: string,
    entry: Pick<RunEntry, 'kind'> & Partial<RunEntry>,
    startedAtMs = this.#options.clock.now(),
  ): void {
    // What ends because we stop has not failed: whoever goes on finds it open.
    if (this.#stopping.signal.aborted) return;
    const elapsedMs = this.#options.clock.now() - startedAtMs;
    this.#options.journal.record(runId, { ...emptyEntry, elapsedMs, ...entry });
  }
}
