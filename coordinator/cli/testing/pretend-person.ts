import { PassThrough } from 'node:stream';

import { runCli } from '../program.ts';
import type { Session } from '../session.ts';
import { nowMs } from './cluster-fixture.ts';

export interface Outcome {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

export interface Person {
  /** What is typed; absent for a script without a terminal. */
  readonly typing?: string;
  /** Draws like a terminal of this width. */
  readonly terminalColumns?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly interrupt?: AbortController;
  /** Told of each text that is shown. */
  readonly onShown?: (text: string) => void;
}

/** Runs one command line in this process, as `person` would see it. */
export async function type(argv: readonly string[], person: Person = {}): Promise<Outcome> {
  const written = { output: '', errors: '' };
  const terminal = person.typing !== undefined || person.terminalColumns !== undefined;
  const input = Object.assign(new PassThrough(), { isTTY: terminal });
  input.end(person.typing ?? '');
  const stream = (name: 'output' | 'errors') => ({
    write: (text: string) => {
      written[name] += text;
      person.onShown?.(text);
    },
    isTTY: terminal,
    ...(person.terminalColumns === undefined ? {} : { columns: person.terminalColumns, rows: 24 }),
  });
  const session: Omit<Session, 'language' | 'directory'> = {
    input,
    output: stream('output'),
    errors: stream('errors'),
    environment: { LANG: 'fr_FR.UTF-8', TERM: terminal ? 'xterm' : 'dumb', ...person.environment },
    clock: passingClock(),
    interrupted: () => (person.interrupt ?? new AbortController()).signal,
  };
  const status = await runCli(argv, session);
  return { status, ...written };
}

/** It begins at the time of the transcripts; waiting takes no time and moves it on. */
function passingClock(): Session['clock'] {
  let atMs = nowMs;
  return {
    now: () => atMs,
    delay: (delayMs) => {
      atMs += delayMs;
      return Promise.resolve();
    },
  };
}
