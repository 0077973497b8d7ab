import type { Clock } from '../../services/base/clock.ts';
import { type CliMessageKey, cliMessages } from '../../services/base/messages/cli.ts';
import { formatText, type Language, type TextParameters } from '../../services/base/messages/language.ts';
import { wrapText } from '../../services/base/messages/wrap-text.ts';

/** 0 done or nothing to do, 1 failed, 2 bad input, 3 changes pending or unhealthy, 4 partly done, 5 not authorised. */
export type ExitStatus = 0 | 1 | 2 | 3 | 4 | 5;

export type OutputFormat = 'table' | 'json' | 'yaml';

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What a command knows of the person at the other end. One object, so that a test can be that person. */
export interface Session {
  readonly language: Language;
  /** What --dir or HAPY_DIR named, absolute; undefined for the places of a real server. */
  readonly directory: string | undefined;
  /** The file of a person's certificate that --identity or HAPY_IDENTITY named; else the socket is used. */
  readonly identity?: string | undefined;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: OutputStream;
  readonly errors: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Aborted by Ctrl-C. Whoever listens takes over what happens then. */
  interrupted(): AbortSignal;
}

export function say(session: Session, key: CliMessageKey, parameters: TextParameters = {}): string {
  return formatText(cliMessages[key], session.language, parameters);
}

/** Writes whole lines to the standard output. */
export function print(session: Session, text: string): void {
  session.output.write(`${text}\n`);
}

/** A line as it fits into a terminal; whole where there is none, so that scripts find what they look for. */
export function wrapFor(stream: OutputStream, line: string): string[] {
  return stream.isTTY === true && [...line].length > columnsOf(stream)
    ? wrapText(line, columnsOf(stream))
    : [line];
}

/** How many columns there are to write in: 80 where nobody looks, and never less than 40. */
export function columnsOf(stream: OutputStream): number {
  return Math.max(40, stream.columns ?? 80);
}
