import { emptyHead, sealLine } from '../../services/audit/audit-line.ts';
import { selectLines } from '../../services/audit/select-lines.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import { judgeHealth } from '../../services/domain/health/judge.ts';
import type { HealthInput } from '../../services/domain/health/view.ts';
import { planDrill } from '../../services/domain/plan-drill.ts';
import { planStorageDrill } from '../../services/domain/plan-storage-drill.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { storageSummary } from '../../services/domain/storage/storage-summary.ts';
import {
  FindingSeverity,
  type GetLagsResponse,
  type GetPlanRequest,
  type GetStatusResponse,
  type RunEvent,
  RunStatus,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { nodeStateToProto } from '../../services/rpc/mapping/node-state.ts';
import { findingToProto } from '../../services/rpc/mapping/plan.ts';
import { storageSummaryToProto } from '../../services/rpc/mapping/storage-summary.ts';
import { workingCoordinator } from '../../gateway/testing/fake-coordinator.ts';
import type { Coordinator } from '../../gateway/ports.ts';
import { healthyCluster } from '../doubles/healthy-cluster.ts';
import { withStorage } from '../doubles/healthy-storage.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const hash = 'cd'.repeat(32);

/**
 * A cluster to be looked at: states are values that a test puts here, judged by the real checks and planned by the real
 * planner, so that the page meets in a second what a sandbox would need minutes to come to.
 */
export class ShownCluster {
  input: HealthInput = healthyCluster();
  /** The coordinator does not answer. */
  away = false;
  /** How many runs there were; all are drills, one of five of the storage. */
  runs = 130;
  auditLines = 230;
  /** What was asked for that changes something, or would. */
  readonly wishes: { readonly rpc: string; readonly request: object }[] = [];
  readonly apiTokens: Awaited<ReturnType<Coordinator['listApiTokens']>>['tokens'] = [];
  readonly #begunMs = Date.now();

  /** The third brick is served no more, and the others have entries that wait for it. */
  loseBrick(): void {
    const reports = this.input.observed.reports.map((each) => {
      const heal = each.state?.storage?.heals[0];
      if (each.state?.storage === undefined || heal === undefined) return each;
      const bricks = heal.bricks.map((brick, at) =>
        at === 2 ? { ...brick, connected: false } : { ...brick, pending: 9 },
      );
      const storage = { ...each.state.storage, heals: [{ ...heal, bricks }] };
      return { ...each, state: { ...each.state, storage } };
    });
    this.input = { ...this.input, observed: { reports } };
  }

  status(): GetStatusResponse {
    const { spec, observed } = this.input;
    const { findings, passed } = judgeHealth(this.input);
    const storage = storageSummary(new Snapshot(spec, observed));
    const nowMs = Date.now();
    return {
      ...{ clusterId: spec.clusterId, atMs: BigInt(nowMs), activeRun: '', clockFactor: 1 },
      nodes: spec.nodes.map(({ name, fqdn }, index) => {
        const report = observed.reports[index];
        const state = report?.state === undefined ? undefined : nodeStateToProto(report.state);
        const silence = { code: 'HAPY-E500', parameters: { what: 'GetState', where: name }, text: '' };
        const address = `10.77.0.${index + 11}`;
        return {
          ...{ name, fqdn, address, index, enrolled: true, state },
          ...{ lastHeardMs: BigInt(nowMs - 1_200), unreachable: state === undefined ? silence : undefined },
        };
      }),
      vip: { ...spec.vip, holders: holdersOf(this.input) },
      healthy: findings.every(({ severity }) => severity !== 'error'),
      findings: findings.map(findingToProto),
      passedChecks: [...passed],
      ...{ provedAtMs: BigInt(this.#begunMs - 2 * dayMs), coordinatorNode: spec.nodes[0]?.name ?? '' },
      storage: storage && storageSummaryToProto(storage),
    };
  }

  /** As the gateway asks it. */
  coordinator(): Coordinator {
    return new Proxy(
      { ...workingCoordinator, ...this.#answers() },
      {
        get: (answers, rpc: keyof Coordinator) => {
          if (!this.away) return answers[rpc];
          // Streams as well: an iterator that fails at the first question.
          return () => {
            const error = new HapyError('HAPY-E500', { what: rpc, where: '10.77.0.11:2640' });
            const failing = Promise.reject(error);
            failing.catch(() => undefined);
            return Object.assign(failing, { [Symbol.asyncIterator]: () => ({ next: () => failing }) });
          };
        },
      },
    );
  }

  #answers(): Partial<Coordinator> {
    const noted = <Q extends object, S>(rpc: string, answer: (request: Q) => S) => {
      return (request: Q): Promise<S> => {
        this.wishes.push({ rpc, request });
        return Promise.resolve(answer(request));
      };
    };
    return {
      getStatus: () => Promise.resolve(this.status()),
      getPlan: noted('GetPlan', ({ drill, drillStorage }: GetPlanRequest) =>
        answerOf(
          drillStorage ? this.#storageDrill() : drill ? zoneDrill() : { ...zoneDrill(), way: 'repair' },
        ),
      ),
      startRun: noted('StartRun', () => ({ runId: `${this.runs}-0123abcd` })),
      createToken: noted('CreateToken', () => ({ token: 'j'.repeat(300), tokenId: 'ab', expiresAtMs: 1n })),
      createApiToken: noted('CreateApiToken', ({ name, scope }: { name: string; scope: string }) => {
        const tokenId = '4'.repeat(16);
        const times = { createdAtMs: BigInt(Date.now()), expiresAtMs: BigInt(Date.now() + 90 * dayMs) };
        const created = { tokenId, name, scope, state: 'valid', createdBy: 'operator/ada' };
        this.apiTokens.unshift({ ...created, ...times, lastUsedAtMs: 0n });
        return { token: `hapy_${tokenId}_${'k'.repeat(43)}`, tokenId, expiresAtMs: times.expiresAtMs };
      }),
      listApiTokens: () => Promise.resolve({ tokens: [...this.apiTokens] }),
      revokeApiToken: noted('RevokeApiToken', ({ tokenId }: { tokenId: string }) => {
        const at = this.apiTokens.findIndex((each) => each.tokenId === tokenId);
        const found = this.apiTokens[at];
        if (found !== undefined) this.apiTokens[at] = { ...found, state: 'revoked' };
        return { name: found?.name ?? '' };
      }),
      listRuns: ({ limit, before }) => {
        const newest = before === 0n ? this.runs : Number(before) - 1;
        const numbers = Array.from({ length: newest }, (_, index) => newest - index);
        return Promise.resolve({ runs: numbers.slice(0, limit).map((number) => this.#run(number)) });
      },
      getRun: async ({ runId }) => {
        const number = Number(runId.split('-')[0]);
        const { planJson } = answerOf(drillOf(number));
        const plan = { hash, atMs: BigInt(this.#begunMs), approvedBy: 'operator/ada', planJson };
        return { run: this.#run(number), reason: 'exercice mensuel', plans: [plan] };
      },
      watchRun: ({ runId, afterSequence }) => this.#watchRun(runId, Number(afterSequence)),
      watchEvents: ({ after, newest }, { signal }) => this.#watchEvents(Number(after), newest, signal),
      getLags: () => Promise.resolve(lastHour()),
      listCertificates: () => Promise.resolve(this.#certificates()),
      listTokens: () => {
        const own = { tokenId: 'ab', node: 'hapy2', words: 'abaque balise cachet donjon épingle façade' };
        const expiresAtMs = BigInt(this.#begunMs + 20 * minuteMs);
        return Promise.resolve({ tokens: [{ ...own, status: 'open', expiresAtMs }] });
      },
      readAudit: ({ after, before, ...wanted }) => {
        const selection = { ...wanted, after: Number(after), before: Number(before) };
        return Promise.resolve({ lines: selectLines(this.#audit(), selection), damage: '', head: undefined });
      },
    };
  }

  #storageDrill(): Plan {
    const { spec, observed, nowMs } = this.input;
    return planStorageDrill(spec, observed, nowMs);
  }

  #run(number: number) {
    const startedAtMs = this.#begunMs - (this.runs - number + 1) * dayMs;
    const status = number % 7 === 0 ? RunStatus.RUN_STATUS_PARTIAL : RunStatus.RUN_STATUS_SUCCEEDED;
    const actionsTotal = drillOf(number).actions.length;
    return {
      ...{ runId: `${number}-0123abcd`, planHash: hash, status, startedBy: 'operator/ada', actionsTotal },
      ...{ actionsDone: number % 7 === 0 ? 4 : actionsTotal, lastSequence: 14n },
      ...{ startedAtMs: BigInt(startedAtMs), finishedAtMs: BigInt(startedAtMs + 40_000 + number * 37) },
    };
  }

  /** A drill as its journal tells it: each action done after the other, as far as it came. */
  async *#watchRun(runId: string, after: number) {
    const number = Number(runId.split('-')[0]);
    const { startedAtMs, status, actionsDone } = this.#run(number);
    const { actions } = drillOf(number);
    const take = (at: number) => 1_500 + ((number * 7919 + at * 104_729) % 5_000);
    let atMs = Number(startedAtMs);
    let sequence = 0;
    const eventOf = (kind: string, action: Action | undefined, elapsedMs: number): RunEvent => ({
      ...{ runId, sequence: BigInt((sequence += 1)), atMs: BigInt(atMs), kind, actionId: action?.id ?? '' },
      ...{ actionKind: action?.kind ?? '', node: action?.node ?? '', message: '', parameters: {}, status },
      ...{ error: undefined, elapsedMs: BigInt(elapsedMs) },
    });
    const events = [eventOf('run-started', undefined, 0)];
    for (const [at, action] of actions.slice(0, actionsDone).entries()) {
      atMs += take(at);
      events.push(eventOf('action-finished', action, take(at)));
    }
    events.push(eventOf('run-finished', undefined, 0));
    for (const event of events) if (event.sequence > after) yield { event };
  }

  async *#watchEvents(after: number, newest: number, signal: AbortSignal) {
    const kinds = ['leader-elected', 'vip-taken', 'node-heard', 'node-silent', 'leader-lost'] as const;
    const head = 40;
    const first = newest > 0 ? head + 1 - newest : after + 1;
    yield { event: undefined, stream: 's1', head: BigInt(head) };
    for (let number = Math.max(1, first); number <= head; number += 1) {
      const kind = kinds[number % kinds.length] ?? 'leader-elected';
      const own = { number: BigInt(number), atMs: BigInt(this.#begunMs - (head - number) * minuteMs), kind };
      const about = { node: `hapy${(number % 3) + 1}`, runId: '', code: '' };
      const severity =
        kind === 'node-silent'
          ? FindingSeverity.FINDING_SEVERITY_WARNING
          : FindingSeverity.FINDING_SEVERITY_INFO;
      const parameters = { term: '4', address: this.input.spec.vip.address };
      yield { event: { ...own, ...about, severity, parameters }, stream: 's1', head: BigInt(head) };
    }
    await new Promise((resolve) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener('abort', resolve, { once: true });
    });
  }

  #certificates() {
    const names = this.input.spec.nodes.slice(0, 5).map(({ name }) => `agent/${name}`);
    const holders = ['root', 'issuing', 'coordinator', 'gateway', ...names, 'operator/ada', 'auditor/wall'];
    const certificates = holders.map((holder, at) => ({
      ...{ holder, serial: String(at), issuer: '', words: 'abaque balise cachet donjon épingle façade' },
      notBeforeMs: BigInt(this.#begunMs - (at < 2 ? 400 : 10) * dayMs),
      notAfterMs: BigInt(this.#begunMs + (at < 2 ? 3_000 : at === 5 ? 4 : 20) * dayMs),
      state: holder === 'auditor/wall' ? 'revoked' : 'valid',
    }));
    return { certificates, atMs: BigInt(this.#begunMs), backupAtMs: 0n, rootKeyHere: true };
  }

  #audit(): string[] {
    const rpcs = ['CreateToken', 'Enroll', 'StartRun', 'CreateApiToken', 'Revoke', 'ResumeRun'];
    let previous = emptyHead.hash;
    return Array.from({ length: this.auditLines }, (_, at) => {
      const what = `TrustService/${rpcs[at % rpcs.length]}`;
      const result = at % 9 === 0 ? 'HAPY-E110' : 'ok';
      const who = at % 5 === 0 ? 'operator/berthe' : 'operator/ada';
      const details = { node: `hapy${(at % 3) + 1}`, tokenId: '6f26a0ecd71af6b1c6aaa43f' };
      const { text, head } = sealLine({
        ...{ number: at + 1, program: 'coordinator', who, via: 'gateway', from: '10.77.0.11:50122', what },
        at: new Date(this.#begunMs - (this.auditLines - at) * 7 * minuteMs).toISOString(),
        ...{ serial: '0a', details, result, previous },
      });
      previous = head.hash;
      return text;
    });
  }
}

/** What was done once does not depend on what stands now. */
const zoneDrill = once((): Plan => {
  const { spec, observed, nowMs } = healthyCluster();
  return planDrill(spec, observed, nowMs);
});
const storageDrill = once((): Plan => {
  const { spec, observed, nowMs } = withStorage(healthyCluster());
  return planStorageDrill(spec, observed, nowMs);
});

function drillOf(number: number): Plan {
  return number % 5 === 1 ? storageDrill() : zoneDrill();
}

function answerOf(plan: Plan) {
  return { hash, empty: plan.actions.length === 0, planJson: JSON.stringify(plan) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A peak in the middle, and a minute and a half in which nobody led. */
function lastHour(): GetLagsResponse {
  const [nowMs, everyMs] = [Date.now(), 10_000];
  const samples = Array.from({ length: 360 }, (_, at) => {
    const most = Math.round(40 * Math.exp(-(((at - 150) / 20) ** 2))) + (at % 17 === 0 ? 2 : 0);
    return { atMs: BigInt(nowMs - (360 - at) * everyMs), most, lags: [] };
  });
  return {
    atMs: BigInt(nowMs),
    everyMs,
    nodes: [],
    samples: samples.filter((_, at) => at < 240 || at > 248),
  };
}

function holdersOf({ spec, observed }: HealthInput): string[] {
  return observed.reports.flatMap(({ node, state }) =>
    state?.addresses.some(({ address }) => address === spec.vip.address) === true ? [node] : [],
  );
}
