import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { programEnvironment } from '../../sandbox/processes/start-program.ts';

const checkout = join(import.meta.dirname, '../..');

/** Those that still run; they end with the test's process, however that ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface OwnProcess {
  readonly child: ChildProcess;
  /** Standard output and standard error together, as far as they came. */
  output(): string;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
}

/**
 * Starts one of our programs as a service manager would, as a child of this process.
 *
 * @param o main path of its main.ts in the checkout; prefix a program that becomes it, such as
 * `ip netns exec NAME`; ipc whether it tells this process when it is ready
 */
export function startOwn(o: {
  readonly main: string;
  readonly argv: readonly string[];
  readonly directory: string;
  readonly prefix?: readonly string[];
  readonly ipc?: boolean;
}): OwnProcess {
  const [file = '', ...rest] = [...(o.prefix ?? []), process.execPath, join(checkout, o.main), ...o.argv];
  const child = spawn(file, rest, {
    cwd: o.directory,
    env: { ...programEnvironment(o.directory), LANG: 'en_US.UTF-8', LC_ALL: '' },
    stdio: ['pipe', 'pipe', 'pipe', ...(o.ipc === true ? (['ipc'] as const) : [])],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  // One that ends before it has read its input says so by its exit status.
  child.stdin?.on('error', () => undefined);
  const ended = once(child, 'close').then(([exitCode, signal]) => {
    running.delete(child);
    return { exitCode: exitCode as number | null, signal: signal as NodeJS.Signals | null };
  });
  return { child, output: () => output, ended };
}

/** Ends at once, as a power cut would end it. */
export async function killOwn(own: OwnProcess): Promise<void> {
  own.child.kill('SIGKILL');
  await own.ended;
}
