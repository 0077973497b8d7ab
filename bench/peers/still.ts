import type { NodeState } from '../../services/domain/observed.ts';
import { nodeStateToProto } from '../../services/rpc/mapping/node-state.ts';
import { healthyCluster } from '../../test/doubles/healthy-cluster.ts';

/** One node's state and whoever waits for another. */
export class Still {
  #state: NodeState;
  readonly #waiting = new Set<() => void>();

  constructor(name: string) {
    const [first] = healthyCluster().observed.reports;
    if (first?.state === undefined) throw new Error('a healthy cluster has a first node');
    this.#state = { ...first.state, node: name, observedAtMs: Date.now() };
  }

  get message() {
    return nodeStateToProto({ ...this.#state, observedAtMs: Date.now() });
  }

  /** The guard goes from one state to the other, which is an event of the cluster. */
  change(): void {
    const { guard } = this.#state;
    const state = guard.state === 'held' ? 'member' : 'held';
    this.#state = { ...this.#state, guard: { ...guard, state } };
    for (const wake of this.#waiting) wake();
  }

  /** Resolves at the next change, or after so many milliseconds. */
  changed(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      this.#waiting.add(wake);
    });
  }
}
