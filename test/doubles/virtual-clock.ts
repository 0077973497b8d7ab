import type { Clock } from '../../services/base/clock.ts';

interface Timer {
  readonly atMs: number;
  /** True when somebody was woken whose code must run before time goes on. */
  readonly wake: () => boolean;
}

/** Time that passes only when everything else has come to rest, and then at once. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #stirred = false;
  /** Whatever goes on at that time goes on for ever. */
  endsAtMs = Infinity;
  readonly #timers = new Set<Timer>();

  constructor(startMs = 1_000_000) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  delay(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const refuse = () => reject(signal?.reason as Error);
      if (signal?.aborted) return refuse();
      const timer: Timer = {
        atMs: this.#nowMs + delayMs,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
          return true;
        },
      };
      const onAbort = () => {
        this.#timers.delete(timer);
        refuse();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#timers.add(timer);
    });
  }

  /** Does something then and there, between the turns of everybody else; nobody waits for it. */
  at(delayMs: number, act: () => void): void {
    const wake = () => {
      this.#stirred = false;
      act();
      return this.#stirred;
    };
    this.#timers.add({ atMs: this.#nowMs + delayMs, wake });
  }

  /** What is being done here has woken somebody. */
  stir(): void {
    this.#stirred = true;
  }

  /** Lets time pass until `work` has ended. Work that waits for nothing on this clock is a defect. */
  async runUntil<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = work.finally(() => (ended = true));
    end.catch(() => undefined);
    for (let idle = 0; !ended; ) {
      // Promises and signals settle before the next turn of the loop; only then is it time for the next timer.
      await new Promise(setImmediate);
      if (ended) break;
      idle = this.#advance() ? 0 : idle + 1;
      if (idle > 100) throw new Error('the work waits for something that is not on the virtual clock');
    }
    return end;
  }

  /** Wakes who comes next. What nobody waits for is done on the way. */
  #advance(): boolean {
    for (;;) {
      const next = this.#next();
      if (next === undefined) return false;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      if (this.#nowMs > this.endsAtMs) throw new Error('it does not come to an end');
      if (next.wake()) return true;
    }
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.atMs < next.atMs) next = timer;
    return next;
  }
}
