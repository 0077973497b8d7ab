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

/** Whose turn it is: the answer is there already, or the request is to be carried out and its end told. */
export type Turn =
  | { readonly sent: SentAnswer; readonly finish?: undefined }
  | {
      readonly sent?: undefined;
      /** To be called in any case: with what was answered, or with nothing when it failed. */
      readonly finish: (answer: SentAnswer | undefined) => void;
    };

interface Entry {
  readonly bodyDigest: string;
  readonly atMs: number;
  readonly answer: Promise<SentAnswer | undefined>;
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
   * Whoever comes first carries the request out; whoever repeats it gets the first one's answer, which is waited for
   * while it is under way.
   *
   * @throws HapyError HAPY-E558 the same key for another request
   */
  async begin(key: string, body: unknown): Promise<Turn> {
    const bodyDigest = createHash('sha256')
      .update(JSON.stringify(body ?? null))
      .digest('hex');
    for (;;) {
      this.#forgetOld();
      const known = this.#entries.get(key);
      if (known === undefined) return { finish: this.#first(key, bodyDigest) };
      if (known.bodyDigest !== bodyDigest) throw new HapyError('HAPY-E558');
      const sent = await known.answer;
      if (sent !== undefined) return { sent };
    }
  }

  /** An entry may have been forgotten before it ends; whoever waits for it is told all the same. */
  #first(key: string, bodyDigest: string): (answer: SentAnswer | undefined) => void {
    const { promise: answer, resolve } = Promise.withResolvers<SentAnswer | undefined>();
    const entry = { bodyDigest, atMs: this.#clock.now(), answer };
    this.#entries.set(key, entry);
    return (sent) => {
      if (sent === undefined && this.#entries.get(key) === entry) this.#entries.delete(key);
      resolve(sent);
    };
  }

  #forgetOld(): void {
    const oldestMs = this.#clock.now() - keptMs;
    for (const [key, { atMs }] of this.#entries) {
      if (atMs >= oldestMs && this.#entries.size <= keptMax) return;
      this.#entries.delete(key);
    }
  }
}
