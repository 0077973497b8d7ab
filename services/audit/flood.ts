import type { Clock } from '../base/clock.ts';

const minuteMs = 60_000;
const linesPerMinuteMax = 120;

/** Bounds how many refusals of strangers are written within a minute; the others are counted. */
export class Flood {
  readonly #clock: Clock;
  #startedMs = 0;
  #written = 0;
  #untold = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether one more may be written now. */
  admits(): boolean {
    const nowMs = this.#clock.now();
    if (nowMs - this.#startedMs >= minuteMs) {
      this.#startedMs = nowMs;
      this.#written = 0;
    }
    if (this.#written < linesPerMinuteMax) {
      this.#written += 1;
      return true;
    }
    this.#untold += 1;
    return false;
  }

  /** How many were not written since this was asked last. */
  takeUntold(): number {
    const untold = this.#untold;
    this.#untold = 0;
    return untold;
  }
}
