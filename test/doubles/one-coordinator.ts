import { pino } from 'pino';

import { LeaseKeeper } from '../../coordinator/executor/lease-keeper.ts';
import { Observer } from '../../coordinator/executor/observer.ts';
import type { Agents } from '../../coordinator/executor/ports.ts';
import type { Planner } from '../../coordinator/executor/run-plans.ts';
import { Runs } from '../../coordinator/executor/runs.ts';
import type { Clock } from '../../services/base/clock.ts';
import { nodesToAsk } from '../../services/domain/spec.ts';
import { Dead, type Death, type MemoryJournal } from './memory-journal.ts';
import type { ModelWorld } from './model-world.ts';

/** The executor of one coordinator process, over agents and a journal that outlive it. */
export class OneCoordinator {
  readonly runs: Runs;
  readonly leases: LeaseKeeper;
  /** Resolves when it has died at the line that it was given. */
  readonly died: Promise<void>;
  #dead = false;

  constructor(parts: {
    readonly world: ModelWorld;
    readonly agents: Agents;
    readonly clock: Clock;
    readonly journal: MemoryJournal;
    readonly holder?: string;
    readonly death?: Death;
    readonly planner?: Planner | undefined;
  }) {
    const { world, clock, holder = 'us' } = parts;
    const died = Promise.withResolvers<void>();
    this.died = died.promise;
    const die = () => {
      this.#dead = true;
      died.resolve();
    };
    const journal = parts.journal.writer(parts.death, die, () => this.#dead);
    const agents = this.#mortal(parts.agents);
    const nodes = () => nodesToAsk(world.spec).map((node) => node.name);
    const log = pino({ level: 'silent' });
    const observer = new Observer(agents, clock, nodes);
    const observe = () => observer.observe();
    // As the coordinator's main program counts them: one that leaves, or has not joined yet, grants nothing.
    const grantors = () => world.spec.nodes.flatMap(({ name }) => (world.nodes.has(name) ? [name] : []));
    this.leases = new LeaseKeeper({ agents, clock, log, holder, nodes: grantors, observe });
    const { leases } = this;
    const { planner } = parts;
    this.runs = new Runs({ specs: world, agents, observer, journal, leases, clock, log, planner });
  }

  /** As SIGKILL does. */
  kill(): void {
    this.#dead = true;
    this.#ended().catch(() => undefined);
  }

  async #ended(): Promise<void> {
    await this.runs.ended();
  }

  /** As SIGTERM does. */
  async stop(): Promise<void> {
    await this.runs.stop();
    await this.leases.release();
  }

  /** What a dead process asks for reaches nobody. */
  #mortal(agents: Agents): Agents {
    const live = () => {
      if (this.#dead) throw new Dead();
    };
    return {
      report: (node, patienceMs) => {
        live();
        return agents.report(node, patienceMs);
      },
      of: (node) => {
        const agent = agents.of(node);
        return new Proxy(agent, {
          get: (target, name): unknown => {
            live();
            const value: unknown = Reflect.get(target, name);
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        });
      },
    };
  }
}
