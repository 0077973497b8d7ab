import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';

const refusalsPerMinuteMax = 10;
const minuteMs = 60_000;
/** Strangers that are remembered; when there are more, those of a minute ago are forgotten. */
const addressesMax = 4_096;

interface Count {
  readonly startedMs: number;
  readonly refused: number;
}

/**
 * Counts per address the requests that proved nothing. Whoever guesses is stopped after ten within a minute, before
 * anything of the next one is looked at.
 */
export class Refusals {
  readonly #clock: Clock;
  readonly #counts = new Map<string, Count>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws HapyError HAPY-E123 */
  check(address: string): void {
    const count = this.#counts.get(address);
    const recent = count !== undefined && this.#clock.now() - count.startedMs < minuteMs;
    if (recent && count.refused >= refusalsPerMinuteMax) throw new HapyError('HAPY-E123', { address });
  }

  add(address: string): void {
    const nowMs = this.#clock.now();
    if (this.#counts.size >= addressesMax) this.#forget(nowMs);
    const count = this.#counts.get(address);
    const recent = count !== undefined && nowMs - count.startedMs < minuteMs;
    const next = recent ? { ...count, refused: count.refused + 1 } : { startedMs: nowMs, refused: 1 };
    this.#counts.set(address, next);
  }

  #forget(nowMs: number): void {
    for (const [address, { startedMs }] of this.#counts) {
      if (nowMs - startedMs >= minuteMs) this.#counts.delete(address);
    }
    if (this.#counts.size >= addressesMax) this.#counts.clear();
  }
}

/** The address of a peer without its port: "10.0.0.7:51234", "[2001:db8::1]:51234". */
export function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, '');
}
