import { HapyError } from '../../services/base/errors/hapy-error.ts';

/** Our own deadline of a watch is no failure: it is opened anew, so that a coordinator that hangs is noticed. */
export async function* untilDeadline<T>(events: AsyncIterable<T>, onDeadline: () => void): AsyncGenerator<T> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof HapyError) || error.category !== 'DEADLINE_EXCEEDED') throw error;
    onDeadline();
  }
}
