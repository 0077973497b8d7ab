import type { Clock } from '../../services/base/clock.ts';
import { fromErrorRecord } from '../../services/base/errors/hapy-error.ts';
import { withinAbilities } from '../../services/domain/capabilities.ts';
import { changeSpec } from '../../services/domain/change-spec.ts';
import { discardsIn } from '../../services/domain/discards.ts';
import type { Intent } from '../../services/domain/intent.ts';
import type { Observed } from '../../services/domain/observed.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { planCluster, type PlanOptions } from '../../services/domain/plan-cluster.ts';
import { type BegunDrill, drilledNodeOf, planDrill } from '../../services/domain/plan-drill.ts';
import {
  type BegunStorageDrill,
  planStorageDrill,
  storageDrilledNodeOf,
} from '../../services/domain/plan-storage-drill.ts';
import { planUndo } from '../../services/domain/plan-undo.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { Observer } from './observer.ts';
import type { JournalPort, SpecPort } from './ports.ts';
import { settledLook } from './settled-look.ts';

/** What a person asks for beyond the way to the spec. */
export interface PlanWish {
  /** By node, the digest of a database that may be replaced. */
  readonly discardDatabases?: ReadonlyMap<string, string> | undefined;
  readonly intent?: Intent | undefined;
  /** A deliberate fail-over instead of what leads to the spec. */
  readonly drill?: boolean | undefined;
  /** The same for the replicated storage. */
  readonly drillStorage?: boolean | undefined;
}

/** What decides what has to be done. */
export type Planner = typeof planCluster;

interface Planned {
  readonly plan: Plan;
  readonly observed: Observed;
}

const noDiscards: ReadonlyMap<string, string> = new Map();

/** What runs plan: towards what is wanted, the rest of what was begun, and its end. Each looks at every node first. */
export class RunPlans {
  readonly #specs: SpecPort;
  readonly #observer: Observer;
  readonly #journal: JournalPort;
  readonly #clock: Clock;
  readonly #planner: Planner;

  constructor(o: {
    specs: SpecPort;
    observer: Observer;
    journal: JournalPort;
    clock: Clock;
    planner?: Planner | undefined;
  }) {
    this.#planner = o.planner ?? planCluster;
    this.#specs = o.specs;
    this.#observer = o.observer;
    this.#journal = o.journal;
    this.#clock = o.clock;
  }

  /**
   * What would be done if a run started now, and the spec that it would be for.
   * @throws HapyError what `changeSpec` refuses the verb with
   */
  async wished(wish: PlanWish): Promise<Planned & { readonly spec: Spec }> {
    const { spec, refusal } = changeSpec(this.#specs.current, wish.intent);
    if (refusal !== undefined) throw fromErrorRecord(refusal);
    if (wish.drill === true) return { ...(await this.#drill()), spec };
    if (wish.drillStorage === true) return { ...(await this.#drillStorage()), spec };
    return { ...(await this.#planFor(spec, wish)), spec };
  }

  /**
   * What is left of a run, for the verb that it was started for and with the databases that its approved plans may
   * replace. The spec was changed when it started. @throws HapyError HAPY-E523
   */
  rest(runId: string): Promise<Planned> {
    const plans = this.#journal.plansOf(runId).filter((each) => each.approvedBy !== '');
    const drilled = plans.map(({ plan }) => drilledNodeOf(plan)).find((node) => node !== undefined);
    if (drilled !== undefined) {
      return this.#drill({ node: drilled, proved: this.#journal.progressOf(runId).proved });
    }
    const begun = this.#begunStorageDrill(runId);
    if (begun !== undefined) return this.#drillStorage(begun);
    const discardDatabases = new Map(plans.flatMap(({ plan }) => [...discardsIn(plan)]));
    return this.#planFor(this.#specs.current, { discardDatabases, intent: plans[0]?.plan.intent });
  }

  /** What aborting would take back if it were asked for now. */
  async undo(): Promise<Planned> {
    const observed = await this.#observer.observe();
    const spec = this.#specs.current;
    return { plan: withinAbilities(planUndo(spec, observed, this.#clock.now()), spec, observed), observed };
  }

  /**
   * What leads to the end of a run that is being aborted: back while that is possible, else on to a zone that is
   * led, for a member that was started alone leads nothing, and in which nobody is left half-way.
   */
  async end(runId: string): Promise<Planned> {
    const back = await this.undo();
    if (back.plan.actions.length > 0) return back;
    const drilling = this.#begunStorageDrill(runId);
    if (drilling !== undefined) return this.#drillStorage({ ...drilling, givenUp: true });
    const rest = await this.rest(runId);
    // Where all of it was taken back there is no member any more, and one by one would begin anew.
    const begun = rest.observed.reports.some(({ state }) => state?.guard.state === 'member');
    if (begun && (rest.plan.way === 'resume' || rest.plan.way === 'one-by-one')) return rest;
    // What a repair or an adoption was to put right forbids nothing to its end.
    const { intent } = this.#journal.plansOf(runId)[0]?.plan ?? {};
    const mends = intent?.verb === 'repair' || intent?.verb === 'adopt';
    return this.#planFor(this.#specs.current, { settleOnly: true, ...(mends ? { intent } : {}) });
  }

  async #drill(begun?: BegunDrill): Promise<Planned> {
    const spec = this.#specs.current;
    const observed = await settledLook(this.#observer, spec, this.#clock);
    const plan = planDrill(spec, observed, this.#clock.now(), begun);
    return { plan: withinAbilities(plan, spec, observed), observed };
  }

  /** What a drill of the storage has come to; undefined for a run that was none. */
  #begunStorageDrill(runId: string): BegunStorageDrill | undefined {
    const plans = this.#journal.plansOf(runId).filter((each) => each.approvedBy !== '');
    const node = plans.map(({ plan }) => storageDrilledNodeOf(plan)).find((each) => each !== undefined);
    return node === undefined ? undefined : { node, proved: this.#journal.progressOf(runId).proved };
  }

  async #drillStorage(begun?: BegunStorageDrill): Promise<Planned> {
    const observed = await this.#observer.observe();
    const spec = this.#specs.current;
    const plan = planStorageDrill(spec, observed, this.#clock.now(), begun);
    return { plan: withinAbilities(plan, spec, observed), observed };
  }

  async #planFor(spec: Spec, wish: Partial<PlanOptions> | PlanWish): Promise<Planned> {
    const observed = await settledLook(this.#observer, spec, this.#clock);
    const options = { ...wish, discardDatabases: wish.discardDatabases ?? noDiscards };
    const plan = this.#planner(spec, observed, this.#clock.now(), options);
    return { plan: withinAbilities(plan, spec, observed), observed };
  }
}
