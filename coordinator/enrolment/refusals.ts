import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';

const refusalsPerMinuteMax = 10;
const minuteMs = 60_000;
/** Strangers that are remembered. */
const addressesMax = 4_096;

interface Count {
  readonly startedMs: number;
  readonly refused: number;
}

/**
 * Counts per address the requests that proved nothing. Whoever guesses is stopped after ten within a minute, before
 * anything of the next one is looked at. When there are too many strangers, those of a minute ago are forgotten, then
 * the oldest that has guesses left: nobody who is stopped is let go by others who guess.
 */
export class Refusals {
  readonly #clock: Clock;
  /** Oldest first: a new minute of an address begins at the end. */
  readonly #counts = new Map<string, Count>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws HapyError HAPY-E123 */
  check(address: string): void {
    const refused = this.#recent(address)?.refused ?? 0;
    if (refused >= refusalsPerMinuteMax) throw new HapyError('HAPY-E123', { address });
  }

  add(address: string): void {
    const count = this.#recent(address);
    if (count !== undefined) {
      this.#counts.set(address, { ...count, refused: count.refused + 1 });
      return;
    }
    this.#counts.delete(address);
    if (this.#counts.size >= addressesMax) this.#makeRoom();
    this.#counts.set(address, { startedMs: this.#clock.now(), refused: 1 });
  }

  #recent(address: string): Count | undefined {
    const count = this.#counts.get(address);
    return count !== undefined && this.#isRecent(count) ? count : undefined;
  }

  /** A minute that begins in the future is of a clock that was set back: it would not end for as long. */
  #isRecent({ startedMs }: Count): boolean {
    const ageMs = this.#clock.now() - startedMs;
    return ageMs >= 0 && ageMs < minuteMs;
  }

  /** One that goes on guessing is stopped already, and so is kept before one that has not been yet. */
  #makeRoom(): void {
    for (const [address, count] of this.#counts) {
      if (this.#isRecent(count)) break;
      this.#counts.delete(address);
    }
    if (this.#counts.size < addressesMax) return;
    const [oldest = ''] = this.#counts.keys();
    const free = this.#counts.entries().find(([, { refused }]) => refused < refusalsPerMinuteMax)?.[0];
    this.#counts.delete(free ?? oldest);
  }
}

/** The address of a peer without its port: "10.0.0.7:51234", "[2001:db8::1]:51234". */
export function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, '');
}
