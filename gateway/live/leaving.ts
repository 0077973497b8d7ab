import type { ServerResponse } from 'node:http';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Language } from '../../services/base/messages/language.ts';
import { type Problem, toProblem } from '../problem.ts';

/** Aborted when a reader has left, or when the session has ended under which it reads; `onEnded` is told of the latter. */
export function leaving(
  response: ServerResponse,
  sessionEnded: AbortSignal | undefined,
  onEnded: () => void,
): AbortSignal {
  const left = new AbortController();
  const end = () => {
    onEnded();
    left.abort();
  };
  response.once('close', () => {
    sessionEnded?.removeEventListener('abort', end);
    left.abort();
  });
  sessionEnded?.addEventListener('abort', end, { once: true });
  if (sessionEnded?.aborted) end();
  return left.signal;
}

export function sessionOver(language: Language): Problem {
  return toProblem(new HapyError('HAPY-E761'), 'client', language);
}
