import type { Clock } from '../../services/base/clock.ts';
import type { Snapshot } from '../../services/domain/snapshot.ts';

/**
 * How long each node has been silent, as somebody who waits for it sees it. The silence before the waiting began
 * is not counted: whoever was asked to wait has decided to.
 */
export class Vigil {
  readonly #clock: Clock;
  readonly #silentMaxMs: number;
  readonly #silentSinceMs = new Map<string, number>();

  constructor(clock: Clock, silentMaxMs: number) {
    this.#clock = clock;
    this.#silentMaxMs = silentMaxMs;
  }

  /** The first of `nodes` that has not reported for too long; undefined while each may still answer. */
  givesUp(nodes: readonly string[], snapshot: Snapshot): string | undefined {
    const nowMs = this.#clock.now();
    for (const node of nodes) {
      if (snapshot.state(node) !== undefined) this.#silentSinceMs.delete(node);
      else if (!this.#silentSinceMs.has(node)) this.#silentSinceMs.set(node, nowMs);
    }
    return nodes.find((node) => nowMs - (this.#silentSinceMs.get(node) ?? nowMs) >= this.#silentMaxMs);
  }
}
