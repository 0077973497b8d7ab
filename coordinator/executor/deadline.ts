import type { Clock } from '../../services/base/clock.ts';

export interface Deadline {
  readonly atMs: number;
  /** Aborted with `reason` when the time has come, or with its parent's reason before. */
  readonly signal: AbortSignal;
  /** Ends the count; the signal follows its parent only. */
  clear(): void;
}

/** Why a count that nobody needs any more ends: an error of its own each time would be made for nobody. */
const ended = new Error('no deadline any more');

/** A deadline on the given clock, in milliseconds from now, that also ends when `parent` does. */
export function startDeadline(
  clock: Clock,
  afterMs: number,
  parent: AbortSignal,
  reason: () => Error,
): Deadline {
  const expired = new AbortController();
  const cleared = new AbortController();
  clock.delay(afterMs, cleared.signal).then(
    () => expired.abort(reason()),
    () => undefined,
  );
  return {
    atMs: clock.now() + afterMs,
    signal: AbortSignal.any([parent, expired.signal]),
    clear: () => cleared.abort(ended),
  };
}
