import type { Clock } from '../../services/base/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that passes only when everything else has come to rest, and then at once. */
export class VirtualClock implements Clock {
  #nowMs: number;
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

  /** Lets time pass until `work` has ended. Work that waits for nothing on this clock is a defect. */
  async runUntil<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = work.finally(() => (ended = true));
    end.catch(() => undefined);
    for (let idle = 0; !ended; ) {
      // Promises and signals settle in a bounded number of turns; only then is it time for the next timer.
      for (let turn = 0; turn < 8 && !ended; turn += 1) await new Promise(setImmediate);
      if (ended) break;
      idle = this.#advance() ? 0 : idle + 1;
      if (idle > 100) throw new Error('the work waits for something that is not on the virtual clock');
    }
    return end;
  }

  #advance(): boolean {
    const [next] = [...this.#timers].sort((one, other) => one.atMs - other.atMs);
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.wake();
    return true;
  }
}
