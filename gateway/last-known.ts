import type { Clock } from '../services/base/clock.ts';

/** The addresses that can be asked for are few; this only bounds somebody's play with queries. */
const answersMax = 200;

interface Known {
  readonly atMs: number;
  readonly body: unknown;
}

/** The last answers about the cluster's state, for the time in which the coordinator cannot be asked. */
export class LastKnown {
  readonly #clock: Clock;
  readonly #answers = new Map<string, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `what` is the address with the language of the answer. */
  keep(what: string, body: unknown): void {
    this.#answers.delete(what);
    this.#answers.set(what, { atMs: this.#clock.now(), body });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > answersMax && oldest !== undefined) this.#answers.delete(oldest);
  }

  of(what: string): (Known & { readonly stale: true }) | undefined {
    const known = this.#answers.get(what);
    return known === undefined ? undefined : { ...known, stale: true };
  }
}
