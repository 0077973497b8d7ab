import type { Plan } from '../services/domain/plan.ts';
import { drilledNodeOf } from '../services/domain/plan-drill.ts';
import { storageDrilledNodeOf } from '../services/domain/plan-storage-drill.ts';
import type { Run } from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { type RunWord, runWord } from '../services/rpc/mapping/run-status.ts';
import { type DrilledPart, type DrillTimes, drillTimes } from '../services/wording/drill-times.ts';
import type { Asking, Coordinator } from './ports.ts';

/** How many of the newest runs are looked through: drills are a few among a few. */
const runsMax = 100;
const rememberedMax = 500;

/** A deliberate fail-over, or a drill of the storage, that has ended, and what it took. */
export interface Drill {
  readonly runId: string;
  readonly status: RunWord;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly startedBy: string;
  readonly of: DrilledPart;
  /** Whose oned, or whose brick, was stopped. */
  readonly node: string;
  readonly times: DrillTimes;
}

/**
 * The drills of the past. What a run was and took stands in the coordinator's journal; a run that has ended changes no
 * more (one that stopped may be resumed), so each is asked for once.
 */
export class Drills {
  readonly #coordinator: Pick<Coordinator, 'listRuns' | 'getRun' | 'watchRun'>;
  readonly #known = new Map<string, Drill | undefined>();

  constructor(coordinator: Pick<Coordinator, 'listRuns' | 'getRun' | 'watchRun'>) {
    this.#coordinator = coordinator;
  }

  /** Newest first. */
  async list(limit: number, asking: Asking): Promise<Drill[]> {
    const { runs } = await this.#coordinator.listRuns({ limit: runsMax, before: 0n }, asking);
    const drills: Drill[] = [];
    for (const run of runs) {
      if (drills.length === limit) break;
      const drill = await this.#of(run, asking);
      if (drill !== undefined) drills.push(drill);
    }
    return drills;
  }

  async #of(run: Run, asking: Asking): Promise<Drill | undefined> {
    const { runId } = run;
    const status = runWord(run.status);
    if (status === 'running') return undefined;
    if (this.#known.has(runId)) return this.#known.get(runId);
    const drill = await this.#ask(run, status, asking);
    // Any other run stays what it is, and so does a drill that was not interrupted.
    if (drill === undefined || status === 'succeeded' || status === 'aborted') this.#remember(runId, drill);
    return drill;
  }

  async #ask(run: Run, status: RunWord, asking: Asking): Promise<Drill | undefined> {
    const { runId, startedBy } = run;
    const [first] = (await this.#coordinator.getRun({ runId }, asking)).plans;
    if (first === undefined) return undefined;
    const plan = JSON.parse(first.planJson) as Plan;
    const stored = storageDrilledNodeOf(plan);
    const part = stored === undefined ? 'zone' : 'storage';
    const node = stored ?? drilledNodeOf(plan);
    if (node === undefined) return undefined;
    const events = [];
    for await (const { event } of this.#coordinator.watchRun({ runId, afterSequence: 0n }, asking))
      if (event !== undefined) events.push(event);
    return {
      ...{ runId, status, startedBy, of: part, node, times: drillTimes(events, part) },
      startedAtMs: Number(run.startedAtMs),
      finishedAtMs: Number(run.finishedAtMs),
    };
  }

  #remember(runId: string, drill: Drill | undefined): void {
    this.#known.set(runId, drill);
    const [oldest] = this.#known.keys();
    if (this.#known.size > rememberedMax && oldest !== undefined) this.#known.delete(oldest);
  }
}
