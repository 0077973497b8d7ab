import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';

/** Why a wait ends early; nobody reads it, and one that is made each time costs as much as the wait. */
const heardOf = new Error('heard');

/**
 * A stream that has to say something now and then. One that stalls without closing is given up: whatever holds it
 * (a stopped process, a network that swallows everything) would otherwise be taken for a node with nothing to say.
 *
 * @throws HapyError HAPY-E727 nothing came for `silentMs`; and what the stream itself throws
 */
export async function* lively<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  o: {
    readonly what: string;
    readonly silentMs: number;
    readonly clock: Clock;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<T> {
  const { what, silentMs, clock, signal } = o;
  const given = new AbortController();
  const items = open(AbortSignal.any([signal, given.signal]))[Symbol.asyncIterator]();
  const silence = Symbol('silence');
  let spoke = new AbortController();
  try {
    for (;;) {
      spoke = new AbortController();
      const waited = clock.delay(silentMs, spoke.signal).then(
        () => silence,
        () => new Promise<never>(() => undefined),
      );
      const next = items.next();
      // When the silence wins, nobody is left to hear how this one ends.
      next.catch(() => undefined);
      const heard = await Promise.race([next, waited]);
      spoke.abort(heardOf);
      if (typeof heard === 'symbol') {
        throw new HapyError('HAPY-E727', { what, seconds: Math.round(silentMs / 1000) });
      }
      if (heard.done === true) return;
      yield heard.value;
    }
  } finally {
    spoke.abort(heardOf);
    given.abort();
    // Not awaited: a stream that stalls does not end when it is asked to either.
    void Promise.resolve(items.return?.()).catch(() => undefined);
  }
}
