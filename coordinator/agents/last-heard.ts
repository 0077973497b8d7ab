import type { ErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { NodeState } from '../../services/domain/observed.ts';
import { RecentPast } from '../health/recent-past.ts';

export interface Hearing {
  /** The last state there was, however old. */
  readonly state: NodeState | undefined;
  /** When it arrived, by our own clock; 0 for never. */
  readonly heardAtMs: number;
  /** Why the last attempt to hear from it failed; undefined while it answers. */
  readonly unreachable: ErrorRecord | undefined;
}

const never: Hearing = { state: undefined, heardAtMs: 0, unreachable: undefined };

/** What each node said last. Every answer that arrives is written down here, whoever asked for it. */
export class LastHeard {
  readonly past = new RecentPast();
  readonly #hearings = new Map<string, Hearing>();

  of(node: string): Hearing {
    return this.#hearings.get(node) ?? never;
  }

  hear(node: string, state: NodeState, heardAtMs: number): void {
    this.#hearings.set(node, { state, heardAtMs, unreachable: undefined });
    this.past.note(node, state, heardAtMs);
  }

  miss(node: string, unreachable: ErrorRecord): void {
    this.#hearings.set(node, { ...this.of(node), unreachable });
  }
}
