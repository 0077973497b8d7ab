import { createHash } from 'node:crypto';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';

/** How long the answer to a key is kept, and how many are: a person or a script repeats within minutes. */
const keptMs = 24 * 3_600_000;
const keptMax = 1000;

/** An answer as it was sent. */
export interface SentAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

interface Entry {
  readonly bodyDigest: string;
  readonly atMs: number;
  readonly answer: Promise<SentAnswer | undefined>;
  readonly settle: (answer: SentAnswer | undefined) => void;
}

/**
 * Answers by `Idempotency-Key`, so that a request that is repeated because its answer was lost is carried out once.
 * Only successes are kept: what was refused may be tried again. They are forgotten when the gateway restarts; a run
 * cannot be started twice even then, because its plan's hash does not fit a second time.
 */
export class Idempotency {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Undefined for whoever comes first, who has to `finish` in any case; the first one's answer for whoever repeats it,
   * waited for while it is under way.
   *
   * @throws HapyError HAPY-E558 the same key for another request
   */
  async begin(key: string, body: unknown): Promise<SentAnswer | undefined> {
    const bodyDigest = createHash('sha256')
      .update(JSON.stringify(body ?? null))
      .digest('hex');
    for (;;) {
      this.#forgetOld();
      const known = this.#entries.get(key);
      if (known === undefined) {
        const { promise: answer, resolve: settle } = Promise.withResolvers<SentAnswer | undefined>();
        this.#entries.set(key, { bodyDigest, atMs: this.#clock.now(), answer, settle });
        return undefined;
      }
      if (known.bodyDigest !== bodyDigest) throw new HapyError('HAPY-E558');
      const answer = await known.answer;
      if (answer !== undefined) return answer;
    }
  }

  /** What the first one was answered; undefined when it failed. */
  finish(key: string, answer: SentAnswer | undefined): void {
    const entry = this.#entries.get(key);
    if (answer === undefined) this.#entries.delete(key);
    entry?.settle(answer);
  }

  #forgetOld(): void {
    const oldestMs = this.#clock.now() - keptMs;
    for (const [key, { atMs }] of this.#entries) {
      if (atMs >= oldestMs && this.#entries.size <= keptMax) return;
      this.#entries.delete(key);
    }
  }
}
