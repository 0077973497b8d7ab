import { systemClock } from '../../services/base/clock.ts';
import type { Session } from './session.ts';

/** The session of the person who started this process; the language and folder are settled by the arguments. */
export function processSession(): Omit<Session, 'language' | 'directory'> {
  // A reader that goes away (hapyctl plan | head) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    environment: process.env,
    clock: systemClock,
    interrupted: () => {
      const controller = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort(signal));
      return controller.signal;
    },
  };
}
