import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { reasonOf } from '../../durable-file.ts';

/** How long a program has between SIGTERM and SIGKILL. */
const killAfterMs = 5000;
const lastOutputMs = 300;
const keptOutputBytes = 64 * 1024;
/** What one command may write into its log: one that prints for ever must not fill the disk. */
const loggedBytesMax = 32 * 1024 * 1024;

export interface CommandResult {
  readonly exitCode: number;
  /** The last 64 KiB of both its streams. */
  readonly output: string;
}

export interface CommandOptions {
  readonly signal: AbortSignal;
  /** Where both streams are copied to, as they come. */
  readonly log?: FileHandle;
  readonly environment?: Readonly<Record<string, string>>;
  /** Told at once which process it is, and thereby which process group. */
  readonly onStarted?: (pid: number) => void;
}

/**
 * Runs one program of the helper's configuration, without a shell and with nothing on its standard input, in
 * a process group of its own: an abort ends it with everything it started.
 *
 * @throws HapyError HAPY-E333 when it cannot be started; the signal's reason when it was aborted
 */
export async function runCommand(argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const [program = '', ...parameters] = argv;
  options.signal.throwIfAborted();
  const child = spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    // EOLE's programs look for words in French output; our recognition does too.
    env: { ...process.env, LANG: 'fr_FR.UTF-8', ...options.environment },
  });
  if (child.pid !== undefined) options.onStarted?.(child.pid);
  let output = '';
  let loggedBytes = 0;
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-keptOutputBytes);
    loggedBytes += chunk.length;
    if (loggedBytes > loggedBytesMax) return;
    void options.log?.appendFile(chunk).catch(() => undefined);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group has ended by itself in the meantime.
    }
  };
  let killTimer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    kill('SIGTERM');
    killTimer = setTimeout(() => kill('SIGKILL'), killAfterMs);
  };
  options.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const exitCode = await ended(child, program);
    options.signal.throwIfAborted();
    return { exitCode, output };
  } finally {
    clearTimeout(killTimer);
    options.signal.removeEventListener('abort', onAbort);
  }
}

function ended(child: ReturnType<typeof spawn>, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new HapyError('HAPY-E333', { program, reason: reasonOf(error) }, error)),
    );
    child.once('exit', (code, signal) => {
      const result = code ?? (signal === null ? 1 : 128);
      // What it printed last is still on its way; but a service that it started may keep the streams for ever.
      const timer = setTimeout(() => resolve(result), lastOutputMs);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(result);
      });
    });
  });
}

/** The last lines of an output, short enough for a message. */
export function lastLinesOf(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.slice(-3).join(' | ').slice(-400);
}
