import type { Clock } from '../base/clock.ts';
import { anonymous } from './limits.ts';

interface Visits {
  open: number;
  minuteStartMs: number;
  inMinute: number;
}

const minuteMs = 60_000;

/**
 * Counts the connections of peers that proved nothing, per address: how many are open, and how many came
 * within a minute. The table itself is bounded; when it is full, strangers are refused rather than
 * forgotten, so that filling it gives nobody more room.
 */
export class Admission {
  readonly #visits = new Map<string, Visits>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A function that ends the visit, or undefined when this address has had its share. */
  enter(address: string): (() => void) | undefined {
    const nowMs = this.#clock.now();
    const visits = this.#visits.get(address) ?? this.#newcomer(address, nowMs);
    if (visits === undefined) return undefined;
    if (nowMs - visits.minuteStartMs >= minuteMs) {
      visits.minuteStartMs = nowMs;
      visits.inMinute = 0;
    }
    if (visits.open >= anonymous.connectionsPerAddressMax) return undefined;
    if (visits.inMinute >= anonymous.connectionsPerMinuteMax) return undefined;
    visits.open += 1;
    visits.inMinute += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      visits.open -= 1;
    };
  }

  #newcomer(address: string, nowMs: number): Visits | undefined {
    if (this.#visits.size >= anonymous.addressesMax) this.#forgetQuiet(nowMs);
    if (this.#visits.size >= anonymous.addressesMax) return undefined;
    const visits = { open: 0, minuteStartMs: nowMs, inMinute: 0 };
    this.#visits.set(address, visits);
    return visits;
  }

  #forgetQuiet(nowMs: number): void {
    for (const [address, visits] of this.#visits) {
      if (visits.open === 0 && nowMs - visits.minuteStartMs >= minuteMs) this.#visits.delete(address);
    }
  }
}
