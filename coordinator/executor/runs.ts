import type { Clock } from '../../services/base/clock.ts';
import { HapyError, internalError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import type { Observed } from '../../services/domain/observed.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { planCluster } from '../../services/domain/plan-cluster.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { carryOutPlan } from './carry-out-plan.ts';
import { acquireLease, type HeldLease } from './lease.ts';
import { NodeLocks } from './node-locks.ts';
import type { Observer } from './observer.ts';
import { hashOfPlan } from './plan-hash.ts';
import type { Agents, JournalPort } from './ports.ts';
import type { RunContext } from './run-context.ts';
import type { RunEntry, RunStatus } from './run-event.ts';

/** How long operations of an earlier run are waited for before anything new starts. */
const earlierOperationsMs = 5 * 60_000;
const pollEveryMs = 500;

export interface RunsOptions {
  readonly spec: Spec;
  readonly agents: Agents;
  readonly observer: Observer;
  readonly journal: JournalPort;
  readonly clock: Clock;
  readonly log: Log;
  /** Who holds the lease: this process and no other. */
  readonly holder: string;
}

export interface RunRequest {
  readonly planHash: string;
  readonly startedBy: string;
  readonly reason: string;
}

/** The runs of this coordinator, one at a time. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #stopping = new AbortController();
  #active: { runId: string; end: Promise<void> } | undefined;
  #starting = false;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /** The id of the run that is going on, empty when there is none. */
  get active(): string {
    return this.#active?.runId ?? '';
  }

  /** What would be done if a run started now. */
  async plan(): Promise<{ plan: Plan; observed: Observed }> {
    const { observer, spec, clock } = this.#options;
    const observed = await observer.observe();
    return { plan: planCluster(spec, observed, clock.now()), observed };
  }

  /**
   * Starts to carry out exactly the plan of this hash, and returns the run's id as soon as its beginning is
   * in the journal.
   *
   * @throws HapyError HAPY-E522 one is going on, HAPY-E524 the plan is blocked, HAPY-E520 the observed state
   *   has moved on, HAPY-E521 nothing to do.
   */
  async start(request: RunRequest): Promise<string> {
    if (this.#active !== undefined || this.#starting) throw new HapyError('HAPY-E522', { run: this.active });
    this.#stopping.signal.throwIfAborted();
    this.#starting = true;
    try {
      const { plan } = await this.plan();
      checkApproved(plan, request.planHash);
      if (plan.actions.length === 0) throw new HapyError('HAPY-E521');
      const runId = this.#options.journal.createRun({ ...request, plan });
      this.#active = { runId, end: this.#drive(runId, plan, request.planHash) };
      return runId;
    } finally {
      this.#starting = false;
    }
  }

  /** Resolves when nothing goes on any more. */
  async ended(): Promise<void> {
    await this.#active?.end;
  }

  /** Stops at once what is going on; operations go on on their nodes, and the journal says so. */
  async stop(): Promise<void> {
    this.#stopping.abort(new HapyError('HAPY-E537', { run: this.active }));
    await this.ended();
  }

  async #drive(runId: string, plan: Plan, planHash: string): Promise<void> {
    const { clock, journal } = this.#options;
    const log = this.#options.log.child({ runId });
    const startedAtMs = clock.now();
    let changing = false;
    const record: RunContext['record'] = (entry) => {
      if (entry.kind === 'action-started' && entry.actionKind !== 'await') changing = true;
      journal.record(runId, { ...emptyEntry, elapsedMs: clock.now() - startedAtMs, ...entry });
    };
    const finish = (status: RunStatus, error?: unknown) => {
      record({ kind: 'run-finished', status, error: error === undefined ? undefined : toErrorRecord(error) });
      log.info({ status, durationMs: clock.now() - startedAtMs }, 'run finished');
    };
    let lease: HeldLease | undefined;
    try {
      record({ kind: 'run-started', parameters: { actions: String(plan.actions.length) } });
      lease = await this.#acquireLease(plan, record);
      await this.#waitForEarlierOperations(planHash, record, lease.signal);
      await carryOutPlan(plan, this.#context(runId, lease, log, record));
      finish('succeeded');
    } catch (error) {
      const known = internalError(error);
      log.error({ err: error, code: known.code }, 'run stopped');
      finish(changing ? 'partial' : 'failed', known);
    } finally {
      lease?.stop();
      this.#active = undefined;
    }
  }

  #context(runId: string, lease: HeldLease, log: Log, record: RunContext['record']): RunContext {
    const { spec, agents, observer, clock } = this.#options;
    const signal = AbortSignal.any([this.#stopping.signal, lease.signal]);
    return { runId, spec, agents, observer, clock, log, lease, record, signal, locks: new NodeLocks() };
  }

  async #acquireLease(plan: Plan, record: RunContext['record']): Promise<HeldLease> {
    const { spec, agents, observer, clock, log, holder } = this.#options;
    let told = false;
    return acquireLease({
      agents,
      clock,
      log,
      holder,
      nodes: spec.nodes.map((node) => node.name),
      everyReachable: plan.way === 'found',
      observe: () => observer.observe(),
      signal: this.#stopping.signal,
      onWaiting: (lease, node) => {
        if (!told) {
          const parameters = { holder: lease.holder, node };
          record({ kind: 'action-waiting', node, message: 'run.waiting-for-lease', parameters });
        }
        told = true;
      },
    });
  }

  /**
   * Operations that an earlier run left behind come to their end first. They change what is observed, so the
   * approved plan must still be the right one afterwards.
   */
  async #waitForEarlierOperations(
    planHash: string,
    record: RunContext['record'],
    lost: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#options;
    const signal = AbortSignal.any([this.#stopping.signal, lost]);
    const givingUpAtMs = clock.now() + earlierOperationsMs;
    for (let waited = false; ; waited = true) {
      signal.throwIfAborted();
      const { plan, observed } = await this.plan();
      const running = observed.reports.flatMap((report) => report.state?.runningOperations ?? []);
      if (running.length === 0) {
        if (waited) checkApproved(plan, planHash);
        return;
      }
      const operations = running.join(', ');
      if (clock.now() >= givingUpAtMs) throw new HapyError('HAPY-E538', { operations });
      if (!waited) {
        record({ kind: 'action-waiting', message: 'run.waiting-for-operations', parameters: { operations } });
      }
      await clock.delay(pollEveryMs, signal);
    }
  }
}

const emptyEntry: Omit<RunEntry, 'kind'> = {
  actionId: '',
  actionKind: '',
  node: '',
  message: '',
  parameters: {},
  error: undefined,
  status: 'running',
  elapsedMs: 0,
};

function checkApproved(plan: Plan, approvedHash: string): void {
  const blocking = plan.findings.filter((finding) => finding.severity === 'error');
  const [first] = blocking;
  if (first !== undefined) throw new HapyError('HAPY-E524', { count: blocking.length, code: first.code });
  const found = hashOfPlan(plan);
  if (found !== approvedHash) {
    throw new HapyError('HAPY-E520', { expected: approvedHash.slice(0, 12), found: found.slice(0, 12) });
  }
}
