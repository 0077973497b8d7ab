import type { ErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { NodeReport, NodeState, Observed } from '../../services/domain/observed.ts';
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

  #onChange: (node: string, before: Hearing, after: Hearing) => void = () => undefined;

  /** Told of every answer and of every silence, after it was written down. */
  onChange(listener: (node: string, before: Hearing, after: Hearing) => void): void {
    this.#onChange = listener;
  }

  of(node: string): Hearing {
    return this.#hearings.get(node) ?? never;
  }

  /** What all of them said within so many milliseconds; undefined when one of them said nothing, or did not answer. */
  within(maxAgeMs: number, nowMs: number, nodes: readonly string[]): Observed | undefined {
    const reports: NodeReport[] = [];
    for (const node of nodes) {
      const { state, heardAtMs: atMs, unreachable } = this.of(node);
      if (state === undefined || unreachable !== undefined || Math.abs(nowMs - atMs) > maxAgeMs)
        return undefined;
      reports.push({ node, atMs, state });
    }
    return { reports };
  }

  hear(node: string, state: NodeState, heardAtMs: number): void {
    this.past.note(node, state, heardAtMs);
    this.#become(node, { state, heardAtMs, unreachable: undefined });
  }

  miss(node: string, unreachable: ErrorRecord): void {
    this.#become(node, { ...this.of(node), unreachable });
  }

  #become(node: string, after: Hearing): void {
    const before = this.of(node);
    this.#hearings.set(node, after);
    this.#onChange(node, before, after);
  }
}
