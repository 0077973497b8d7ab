import type { NodeState } from '../../services/domain/observed.ts';
import { nodeStateToProto } from '../../services/rpc/mapping/node-state.ts';

/** One node's state and whoever waits for another. */
export class Still {
  #state: NodeState;
  #message: ReturnType<typeof nodeStateToProto>;
  readonly #waiting = new Set<() => void>();

  constructor(state: NodeState) {
    this.#state = state;
    this.#message = nodeStateToProto(state);
  }

  get message() {
    return { ...this.#message, observedAtMs: BigInt(Date.now()) };
  }

  /** The guard goes from one state to the other, which is an event of the cluster. */
  change(): void {
    const { guard } = this.#state;
    const state = guard.state === 'held' ? 'member' : 'held';
    this.#state = { ...this.#state, guard: { ...guard, state } };
    this.#message = nodeStateToProto(this.#state);
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
