import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import { type Ledger, seeFindings } from '../../services/domain/events/finding-ledger.ts';
import type { FindingStore } from '../store/finding-store.ts';
import type { Verdict } from './current-findings.ts';

const lookEveryMs = 10_000;
/** When a look has seen something new, or no longer what was there, the next one decides. */
const decideAfterMs = 2_000;
/** After a change that a node told. */
const lookSoonMs = 1_000;

/** Looks at the cluster again and again, and makes news of what is found and of what is over. */
export class HealthWatch {
  readonly #judge: () => Promise<Verdict>;
  readonly #store: FindingStore;
  readonly #clock: Clock;
  readonly #log: Log;
  #ledger: Ledger;
  #poked = new AbortController();
  #latest: { readonly verdict: Verdict; readonly atMs: number } | undefined;

  constructor(o: {
    readonly judge: () => Promise<Verdict>;
    readonly store: FindingStore;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#judge = o.judge;
    this.#store = o.store;
    this.#clock = o.clock;
    this.#log = o.log;
    this.#ledger = o.store.open();
  }

  /** The last look, undefined before the first. */
  get latest(): { readonly verdict: Verdict; readonly atMs: number } | undefined {
    return this.#latest;
  }

  /** Something has changed: the next look need not wait for its turn. */
  poke(): void {
    this.#poked.abort();
  }

  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#poked = new AbortController();
      const unsettled = await this.look(signal);
      await this.#pause(unsettled ? decideAfterMs : lookEveryMs, signal);
    }
  }

  /** One look. Whether the next one will decide something. */
  async look(signal?: AbortSignal): Promise<boolean> {
    try {
      const verdict = await this.#judge();
      if (signal?.aborted === true) return false;
      const nowMs = this.#clock.now();
      this.#latest = { verdict, atMs: nowMs };
      const seen = seeFindings(this.#ledger, verdict.findings, nowMs);
      this.#store.settle(seen.opened, seen.closed, nowMs);
      this.#ledger = seen.ledger;
      return seen.unsettled;
    } catch (error) {
      // A full disk: the ledger of before stands, so that it is told when the disk takes it.
      if (!(error instanceof HapyError)) throw error;
      this.#log.error({ code: error.code }, 'findings cannot be written down');
      return true;
    }
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const poked = AbortSignal.any([signal, this.#poked.signal]);
    await this.#clock.delay(Math.min(ms, lookSoonMs), signal).catch(() => undefined);
    if (ms > lookSoonMs) await this.#clock.delay(ms - lookSoonMs, poked).catch(() => undefined);
  }
}
