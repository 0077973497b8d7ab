import type { ServerResponse } from 'node:http';

import { HapyError } from '../../services/base/errors/hapy-error.ts';

/** What a stream goes on under. */
interface Proof {
  /** Aborted when the session ends under which it is read. */
  readonly until?: AbortSignal;
  /** Resolves when who reads is nobody any more, with the reason. */
  readonly lost: (signal: AbortSignal) => Promise<HapyError>;
}

/** Aborted when a reader has left, or may read no more; `onLost` is told why in the latter case. */
export function leaving(
  response: ServerResponse,
  { until, lost }: Proof,
  onLost: (why: HapyError) => void,
): AbortSignal {
  const left = new AbortController();
  const end = (why: HapyError) => {
    onLost(why);
    left.abort();
  };
  const sessionEnded = () => end(new HapyError('HAPY-E761'));
  response.once('close', () => {
    until?.removeEventListener('abort', sessionEnded);
    left.abort();
  });
  until?.addEventListener('abort', sessionEnded, { once: true });
  if (until?.aborted) sessionEnded();
  // Rejected when the reader has left before.
  lost(left.signal).then(end, () => undefined);
  return left.signal;
}
