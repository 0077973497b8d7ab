import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { installedFile, isCheckout, programFile } from '../../services/base/installation.ts';
import type { SandboxLayout } from '../layout.ts';
import { markVariable } from './marked-processes.ts';
import { writePidFile } from './pid-files.ts';
import { identityOf } from './process-identity.ts';

/** On two busy cores several sandboxes start their programs at the same time, and each takes its time (design section 9). */
const readyDeadlineMs = 120_000;
const endDeadlineMs = 120_000;

export interface Program {
  /** Names its log and its pid file. */
  readonly name: string;
  /** The name of its file (installation.ts), then its arguments. */
  readonly argv: readonly [string, ...string[]];
}

export function logOf(layout: SandboxLayout, name: string): string {
  return join(layout.logs, `${name}.log`);
}

/**
 * Starts a program that goes on when this process ends, and waits until it says that it listens.
 * @throws HapyError HAPY-E275 when it ends, or is silent for two minutes; it does not run then
 */
export async function startProgram(
  layout: SandboxLayout,
  program: Program,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawnLogged(layout, program, 'ipc');
  try {
    await ready(child, layout, program, signal);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity !== undefined) await writePidFile(layout.pids, { name: program.name, ...identity });
  child.disconnect();
  child.unref();
}

function ready(
  child: ChildProcess,
  layout: SandboxLayout,
  program: Program,
  signal: AbortSignal,
): Promise<void> {
  const fail = (reason: string) =>
    new HapyError('HAPY-E275', { program: program.name, reason, log: logOf(layout, program.name) });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(fail(`${readyDeadlineMs / 1000} s`)), readyDeadlineMs);
    const abort = () => reject(fail('abort'));
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort, { once: true });
    child.once('message', () => {
      settle();
      resolve();
    });
    child.once('error', (error) => {
      settle();
      reject(fail(error.message));
    });
    child.once('exit', (code, killedBy) => {
      settle();
      reject(fail(killedBy ?? `exit ${code}`));
    });
  });
}

/** Runs a program to its end, with `input` on its standard input. @throws HapyError HAPY-E275 unless it ends with 0 */
export async function runProgram(
  layout: SandboxLayout,
  program: Program,
  signal: AbortSignal,
  input = '',
): Promise<void> {
  signal.throwIfAborted();
  const child = spawnLogged(layout, program, 'pipe');
  // One that ends before it has read its input says so by its exit status.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const reason = await new Promise<string | undefined>((resolve) => {
    const stop = (why: string) => {
      child.kill('SIGKILL');
      resolve(why);
    };
    const timer = setTimeout(() => stop(`${endDeadlineMs / 1000} s`), endDeadlineMs);
    const abort = () => stop('abort');
    signal.addEventListener('abort', abort, { once: true });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, killedBy) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(code === 0 ? undefined : (killedBy ?? `exit ${code}`));
    });
  });
  signal.throwIfAborted();
  if (reason === undefined) return;
  throw new HapyError('HAPY-E275', { program: program.name, reason, log: logOf(layout, program.name) });
}

function spawnLogged(layout: SandboxLayout, program: Program, channel: 'ipc' | 'pipe'): ChildProcess {
  const log = openSync(logOf(layout, program.name), 'a', 0o600);
  try {
    const [main, ...rest] = program.argv;
    return spawn(process.execPath, [programFile(main), ...rest], {
      cwd: layout.directory,
      detached: true,
      env: programEnvironment(layout.directory),
      stdio: channel === 'ipc' ? ['ignore', log, log, 'ipc'] : ['pipe', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** What a service manager would give: nothing of the person's shell but the places of programs and files. */
export function programEnvironment(directory: string): Record<string, string> {
  const kept = ['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_RUNTIME_DIR', 'LANG', 'LC_ALL'];
  const entries = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(entries),
    ...(isCheckout ? { NODE_COMPILE_CACHE: installedFile('node_modules/.cache/compile') } : {}),
    [markVariable]: directory,
  };
}
