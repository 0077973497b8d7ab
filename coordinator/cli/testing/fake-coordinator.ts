import { DatabaseSync } from 'node:sqlite';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '../../../services/base/clock.ts';
import { createLog } from '../../../services/base/log.ts';
import type { NewEvent } from '../../../services/domain/events/event.ts';
import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { NodeState, Observed } from '../../../services/domain/observed.ts';
import { planCluster } from '../../../services/domain/plan-cluster.ts';
import { judgeHealth } from '../../../services/domain/health/judge.ts';
import type { Plan } from '../../../services/domain/plan.ts';
import { planDrill } from '../../../services/domain/plan-drill.ts';
import { planStorageDrill } from '../../../services/domain/plan-storage-drill.ts';
import { planUndo } from '../../../services/domain/plan-undo.ts';
import { ignorableChecks } from '../../../services/domain/preflight/check.ts';
import type { NodeAnswer } from '../../../services/domain/preflight/facts.ts';
import { judgePreflight } from '../../../services/domain/preflight/judge-preflight.ts';
import {
  CoordinatorServiceService,
  type GetPlanRequest,
  type GetStatusResponse,
  type PreflightRequest,
  type Run,
  type RunEvent,
  RunStatus,
  type StartRunRequest,
  type TokenSummary,
  type WatchEventsRequest,
  type WatchEventsResponse,
} from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { TrustServiceService } from '../../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import type { Caller } from '../../../services/rpc/caller.ts';
import { type CallContext, serverStream, unary } from '../../../services/rpc/handlers.ts';
import { intentFromProto } from '../../../services/rpc/mapping/intent.ts';
import { nodeStateToProto } from '../../../services/rpc/mapping/node-state.ts';
import { findingToProto } from '../../../services/rpc/mapping/plan.ts';
import type { ServiceBinding } from '../../../services/rpc/server.ts';
import { startUnixServer } from '../../../services/rpc/unix-server.ts';
import { EventFeed } from '../../events/event-feed.ts';
import { hashOfPlan } from '../../executor/plan-hash.ts';
import { checkToProto } from '../../service/preflight-rpcs.ts';
import { watchEvents } from '../../service/event-rpcs.ts';
import { openDatabase } from '../../store/database.ts';
import { EventStore } from '../../store/event-store.ts';
import { blockingFindings } from '../../health/blocking-findings.ts';
import { isHealthy, vipHoldersOf } from '../../status.ts';
import { apiTokenRpcs } from '../../trust/api-token-rpcs.ts';
import { ApiTokens } from '../../trust/api-tokens.ts';
import { ApiTokenStore } from '../../trust/api-token-store.ts';
import { nowMs, spec } from './cluster-fixture.ts';

/**
 * A coordinator for the tests of hapyctl: a real one's socket and answers, in this process, about a cluster that
 * the test describes. Runs tell the events that the test has prepared.
 */
export class FakeCoordinator {
  readonly directory: string;
  states: readonly (NodeState | undefined)[] = [];
  /** What the next run tells, and what it then leads to. */
  events: readonly RunEvent[] = [];
  /** What a drill tells. */
  drillEvents: readonly RunEvent[] = [];
  statesAfterRun: readonly NodeState[] | undefined;
  /** What each next look at the status sees, one after the other; the last of them stays. */
  settling: (readonly NodeState[])[] = [];
  runs: Run[] = [];
  /** The plans of every run that is asked about, and why it was started. */
  approved: readonly Plan[] = [];
  reason = '';
  /** What a drill of the storage would do. */
  storageDrill: () => Plan = () => planStorageDrill(spec, this.observed, nowMs);
  /** When a drill succeeded last. */
  provedAtMs = nowMs;
  tokens: TokenSummary[] = [];
  /** What the agents answer to a preflight; nothing of the others is judged. */
  answers = new Map<string, NodeAnswer>();
  /** How many events a watch tells before it breaks; undefined for all. */
  breakAfter: number | undefined;
  /** When set, a watch stays open after the last event, and this is called. */
  onTold: (() => void) | undefined;
  /** How many events each stream of them tells before the connection breaks; undefined for all. */
  breakEventsAfter: number | undefined;
  readonly #apiTokens = new DatabaseSync(':memory:');
  #events: { readonly database: DatabaseSync; readonly store: EventStore } | undefined;
  readonly started: string[] = [];
  /** What the last run was allowed. */
  allowed:
    | { readonly ignored: readonly string[]; readonly discards: Readonly<Record<string, string>> }
    | undefined;
  #close: () => Promise<void> = async () => undefined;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async start(
    states: readonly (NodeState | undefined)[],
    trust?: ServiceBinding,
  ): Promise<FakeCoordinator> {
    const directory = await mkdtemp(join(tmpdir(), 'hapyctl-'));
    const fake = new FakeCoordinator(directory);
    fake.states = states;
    await mkdir(join(directory, 'coordinator'));
    const socketPath = join(directory, 'c.sock');
    const claimsDirectory = join(directory, 'claims');
    const yaml = `socket: ${socketPath}\nclaimsDirectory: ${claimsDirectory}\n`;
    await writeFile(join(directory, 'coordinator/coordinator.yaml'), yaml);
    const authorise = (): Caller => ({ role: 'local-admin', name: 'test', uri: '', peer: 'unix' });
    const server = await startUnixServer({
      socketPath,
      services: [
        { definition: CoordinatorServiceService, implementation: fake.#handlers() },
        trust ?? { definition: TrustServiceService, implementation: fake.#apiTokenHandlers() },
      ],
      log: createLog('fake', 'silent'),
      claims: { directory: claimsDirectory, authorise },
    });
    fake.#close = () => server.close(0);
    return fake;
  }

  /** Puts events into the stream. */
  tell(events: readonly NewEvent[]): void {
    this.#stream().tell(events);
  }

  /** The real stream, in a database of its own. */
  #stream(): EventStore {
    if (this.#events === undefined) {
      const database = openDatabase(join(this.directory, 'events.db'));
      const clock = { ...systemClock, now: () => nowMs };
      this.#events = {
        database,
        store: new EventStore({ database, clock, log: createLog('fake', 'silent') }),
      };
    }
    return this.#events.store;
  }

  /** The real tokens, in a database of their own. */
  #apiTokenHandlers() {
    const store = new ApiTokenStore(this.#apiTokens);
    return apiTokenRpcs({
      apiTokens: new ApiTokens({ store, clock: systemClock, log: createLog('fake', 'silent') }),
    });
  }

  async *#tellEvents(request: WatchEventsRequest, call: CallContext): AsyncGenerator<WatchEventsResponse> {
    let told = 0;
    for await (const message of watchEvents(new EventFeed(this.#stream()), request, call)) {
      if (told === this.breakEventsAfter) throw new HapyError('HAPY-E504', { what: 'x', where: 'y' });
      yield message;
      if (message.event !== undefined) told += 1;
    }
  }

  async stop(): Promise<void> {
    await this.#close();
    this.#events?.database.close();
    this.#apiTokens.close();
    this.#events = undefined;
    await rm(this.directory, { recursive: true, force: true });
  }

  get plan(): Plan {
    return planCluster(spec, this.observed, nowMs);
  }

  get observed(): Observed {
    return {
      reports: spec.nodes.map(({ name: node }, at) => {
        const state = this.states[at];
        const unreachable = {
          code: 'HAPY-E500',
          parameters: { what: node, where: `10.77.0.1${at + 1}:2641` },
        };
        if (state === undefined) return { node, atMs: nowMs, state, unreachable };
        return { node, atMs: nowMs - 1200 - 300 * at, state };
      }),
    };
  }

  #handlers() {
    return {
      getStatus: unary(async () => this.#status()),
      getPlan: unary(async ({ abortRun, discardDatabases, drill, drillStorage, intent }: GetPlanRequest) => {
        const discards = new Map(Object.entries(discardDatabases));
        const allowed = { discardDatabases: discards, intent: intentFromProto(intent, spec) };
        const there = planCluster(spec, this.observed, nowMs, allowed);
        const drilled = drillStorage ? this.storageDrill() : planDrill(spec, this.observed, nowMs);
        const wanted = drill || drillStorage ? drilled : there;
        const plan = abortRun === '' ? wanted : planUndo(spec, this.observed, nowMs);
        return { planJson: JSON.stringify(plan), hash: hashOfPlan(plan), empty: plan.actions.length === 0 };
      }),
      preflight: unary(async ({ ignore, discardDatabases }: PreflightRequest) => {
        const answers = spec.nodes.flatMap(({ name }) => this.answers.get(name) ?? []);
        const allowed = new Map(Object.entries(discardDatabases));
        const facts = { spec, observed: this.observed, answers, discardDatabases: allowed, nowMs };
        const { checks, blocked } = judgePreflight(facts, ignore);
        return { checks: checks.map(checkToProto), blocked, ignorable: [...ignorableChecks] };
      }),
      startRun: unary(async ({ planHash, ignoreChecks, discardDatabases, ...asked }: StartRunRequest) => {
        const { drill, drillStorage } = asked;
        const verb = drillStorage ? 'drill --storage ' : drill ? 'drill ' : '';
        this.started.push(`${verb}${planHash}`);
        if (drill || drillStorage) this.events = this.drillEvents;
        this.allowed = { ignored: ignoreChecks, discards: discardDatabases };
        return { runId: 'run-7' };
      }),
      watchRun: serverStream((request: { afterSequence: bigint }, { signal }) =>
        this.#watch(request.afterSequence, signal),
      ),
      listRuns: unary(async () => ({ runs: this.runs })),
      getRun: unary(async ({ runId }: { runId: string }) => {
        const run = this.runs.find((each) => each.runId === runId);
        if (run === undefined) throw new HapyError('HAPY-E523', { run: runId });
        const plans = this.approved.map((plan) => ({
          planJson: JSON.stringify(plan),
          hash: hashOfPlan(plan),
          atMs: BigInt(nowMs),
          approvedBy: 'root',
        }));
        return { run, plans, reason: this.reason };
      }),
      resumeRun: unary(async ({ runId, planHash }: { runId: string; planHash: string }) => {
        this.started.push(`resume ${planHash}`);
        return { runId };
      }),
      abortRun: unary(async ({ runId }: { runId: string }) => {
        this.started.push(`abort ${runId}`);
        this.runs = this.runs.map((run) => ({ ...run, status: RunStatus.RUN_STATUS_ABORTED }));
        return { runId };
      }),
      createToken: unary(async ({ node, ttlSeconds }: { node: string; ttlSeconds: number }) => {
        if (!spec.nodes.some((each) => each.name === node))
          throw new HapyError('HAPY-E900', { detail: node });
        const expiresAtMs = BigInt(nowMs + ttlSeconds * 1000);
        return { token: 'hapy1-TOKEN', tokenId: 't1', expiresAtMs };
      }),
      listTokens: unary(async () => ({ tokens: this.tokens })),
      revokeToken: unary(async () => ({})),
      watchEvents: serverStream((request: WatchEventsRequest, call) => this.#tellEvents(request, call)),
    };
  }

  async *#watch(afterSequence: bigint, signal: AbortSignal) {
    const untold = this.events.filter((event) => event.sequence > afterSequence);
    const told = this.breakAfter === undefined ? untold : untold.slice(0, this.breakAfter);
    for (const event of told) yield { event };
    if (told.length < untold.length) throw new HapyError('HAPY-E504', { what: 'x', where: 'y' });
    if (this.onTold !== undefined) {
      this.onTold();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }
    this.states = this.statesAfterRun ?? this.states;
  }

  #health(observed: Observed) {
    const rest = { past: [], running: false, holder: '', provedAtMs: this.provedAtMs };
    const { findings, passed } = judgeHealth({ spec, observed, nowMs, ...rest });
    const blocking = blockingFindings(this.plan.findings, findings);
    const wrong = findings.some(({ severity }) => severity === 'error');
    return {
      healthy: !wrong && isHealthy(spec, observed),
      findings: [...findings, ...blocking].map(findingToProto),
      passedChecks: [...passed],
    };
  }

  #status(): GetStatusResponse {
    this.states = this.settling.shift() ?? this.states;
    const { observed } = this;
    return {
      clusterId: spec.clusterId,
      atMs: BigInt(nowMs),
      nodes: spec.nodes.map((node, index) => {
        const report = observed.reports[index];
        const unreachable = report?.state === undefined ? report?.unreachable : undefined;
        return {
          ...node,
          index,
          enrolled: true,
          state: report?.state === undefined ? undefined : nodeStateToProto(report.state),
          lastHeardMs: report?.state === undefined ? BigInt(nowMs - 95_000) : BigInt(report.atMs),
          unreachable: unreachable === undefined ? undefined : { ...unreachable, text: '' },
        };
      }),
      vip: { ...spec.vip, holders: vipHoldersOf(spec, observed) },
      ...this.#health(observed),
      activeRun: '',
      clockFactor: 1,
      provedAtMs: BigInt(this.provedAtMs),
      storage: undefined,
      coordinatorNode: spec.nodes[0]?.name ?? '',
    };
  }
}
