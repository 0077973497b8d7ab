import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { installedFile } from '../../services/base/installation.ts';
import type { Folder } from './folder.ts';

const taskset = '/usr/bin/taskset';
/** Of the clock in /proc (proc(5), sysconf(_SC_CLK_TCK)), the same on every Linux. */
const ticksPerSecond = 100;

/** A program of the comparison that says on its first line what whoever measures must know. */
export class Peer<T> {
  readonly child: ChildProcess;
  readonly said: T;

  constructor(child: ChildProcess, said: T) {
    this.child = child;
    this.said = said;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }
}

/** Starts a TypeScript file of this checkout; its first line of output is JSON. Ended with the folder. */
export async function startPeer<T>(folder: Folder, file: string, args: readonly string[]): Promise<Peer<T>> {
  const argv = [installedFile(file), ...args];
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'], env: programEnv() });
  folder.atEnd(() => end(child));
  const lines = createInterface({ input: child.stdout });
  const gone = once(child, 'exit').then(() => {
    throw new Error(`${file} ended before it said anything`);
  });
  gone.catch(() => undefined);
  const [line] = (await Promise.race([once(lines, 'line'), gone])) as [string];
  return new Peer(child, JSON.parse(line) as T);
}

/** What the sandbox gives its programs too: compiled code is kept. */
export function programEnv(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: installedFile('node_modules/.cache/compile') };
}

/** Asks a program to end and waits for it; after five seconds it is killed. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(late);
}

/** Keeps a program on one core, the last, so that whoever asks and whoever answers do not chase each other. */
export function pin(pid: number): boolean {
  const cores = availableParallelism();
  if (cores < 2 || !existsSync(taskset)) return false;
  return spawnSync(taskset, ['-acp', String(cores - 1), String(pid)]).status === 0;
}

/** What a program has used so far, from the kernel. */
export interface Used {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
  /** Read and written, sockets included. */
  readonly bytes: number;
}

export function usedBy(pid: number): Used {
  const read = (name: string) => readFileSync(join('/proc', String(pid), name), 'utf8');
  const fields = read('stat').split(') ')[1]?.split(' ') ?? [];
  const number = (text: string, name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  const io = read('io');
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    rssMiB: number(read('status'), 'VmRSS') / 1024,
    bytes: number(io, 'rchar') + number(io, 'wchar'),
  };
}

/** Seconds of processor time of all children of this process that have ended: what a command cost with all that it began. */
export function childrenCpuSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

/** Runs a command to its end and gives its output. @throws when it ends with anything but 0 */
export async function run(argv: readonly [string, ...string[]], options: { env?: NodeJS.ProcessEnv } = {}) {
  const [file, ...rest] = argv;
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (complaint += part));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`${argv.join(' ')} ended with ${code}: ${(complaint || output).slice(-500)}`);
  return output;
}
