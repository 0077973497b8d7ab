import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { type ErrorRecord, HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { StorageStep } from '../../../services/domain/storage/storage-step.ts';
import { readIfPresent, syncDirectory, writeDurably } from '../../durable-file.ts';
import type { HelperConfig } from '../config.ts';

export type ProgramName =
  | 'instance'
  | 'reconfigure'
  | 'start-oned'
  | 'stop-oned'
  | 'export-seed'
  | 'import-seed'
  | 'restore-server'
  | 'drop-vip'
  // Not of StartProgram: what a verb of the storage does outside of the helper's own unit.
  | 'rejoin-pool'
  | 'make-folder'
  | 'probe-storage';

/** What a wrapper is to do, written once before it starts. */
export interface Job {
  readonly actionId: string;
  readonly program: ProgramName;
  readonly deadlineMs: number;
  readonly startedAtMs: number;
  readonly seedId: string;
  /** For restore-server: whose founding it was. */
  readonly clusterId: string;
  /** For export-seed: what the agent read from oned. */
  readonly manifestJson: string;
  /** For export-seed: with zstd. */
  readonly compress?: boolean;
  readonly node: string;
  /** For rejoin-pool, make-folder and probe-storage. */
  readonly storageStep?: StorageStep;
  readonly config: HelperConfig;
}

/** How it ended, written by rename: it is there whole or not at all. */
export interface JobResult {
  readonly exitCode: number;
  readonly finishedAtMs: number;
  readonly error: ErrorRecord | undefined;
}

export interface ProgramState {
  readonly status: 'running' | 'finished' | 'unknown' | 'absent';
  readonly startedAtMs: number;
  readonly result: JobResult | undefined;
  readonly outputTail: string;
}

/**
 * How long a wrapper may take from its job file to its process file before it counts as never started. One that
 * comes later does nothing (`claim`): by then somebody may have begun something else in its place.
 */
const startGraceMs = 15_000;
const outputTailBytes = 8 * 1024;

/** Everything about one program, in files: whoever restarts finds it again by the action's id. */
export class ProgramFolder {
  readonly path: string;

  constructor(stateDirectory: string, actionId: string) {
    this.path = join(programsDirectory(stateDirectory), programName(actionId));
  }

  get output(): string {
    return join(this.path, 'output.log');
  }

  async writeJob(job: Job): Promise<void> {
    await writeDurably(join(this.path, 'job.json'), JSON.stringify(job));
  }

  async readJob(): Promise<Job | undefined> {
    const text = await readIfPresent(join(this.path, 'job.json'));
    return text === undefined ? undefined : (JSON.parse(text) as Job);
  }

  /**
   * Makes this process the one that carries the job out, once and in time. The process file is written before
   * the time is looked at: whoever found no such file after the grace can rely on it that nothing will be done.
   *
   * @throws HapyError HAPY-E352 too late; Error when another process has claimed it
   */
  async claim(pid: number, job: Job, now: () => number): Promise<void> {
    await (await open(join(this.path, 'claimed'), 'wx', 0o600)).close();
    const record = { pid, startTime: startTimeOf(pid) };
    await writeDurably(join(this.path, 'process.json'), JSON.stringify(record));
    if (Math.abs(now() - job.startedAtMs) < startGraceMs) return;
    throw new HapyError('HAPY-E352', { program: job.program, seconds: startGraceMs / 1000 });
  }

  /**
   * Which command the wrapper has just started. When the wrapper is killed, its command goes on without it: the
   * job counts as running until that has ended too. Not fsynced, for no process outlives a power cut.
   */
  writeCommand(pid: number): void {
    const record = { pid, startTime: startTimeOf(pid) };
    writeFileSync(join(this.path, 'command.json'), JSON.stringify(record), { mode: 0o600 });
  }

  async writeResult(result: JobResult): Promise<void> {
    const temporary = join(this.path, 'result.json.tmp');
    const file = await open(temporary, 'w', 0o600);
    await file.writeFile(JSON.stringify(result));
    await file.sync();
    await file.close();
    await rename(temporary, join(this.path, 'result.json'));
    await syncDirectory(this.path);
  }

  /** The wrapper's pid while it lives. A pid that another process was given meanwhile is not it. */
  async livingPid(): Promise<number | undefined> {
    const process = await this.#readProcess('process.json');
    return process !== undefined && isLiving(process) ? process.pid : undefined;
  }

  /** The process group of a command whose wrapper is gone; undefined when none runs. */
  async orphanedGroup(): Promise<number | undefined> {
    const command = await this.#readProcess('command.json');
    return command !== undefined && isLiving(command) ? command.pid : undefined;
  }

  async #readProcess(name: 'process.json' | 'command.json'): Promise<ProcessRecord | undefined> {
    const text = await readIfPresent(join(this.path, name));
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as ProcessRecord;
    } catch {
      // Just being written, or cut off with its writer.
      return undefined;
    }
  }

  /** What is known now. No result and no process is `unknown`: it may have done anything. */
  async state(nowMs: number): Promise<ProgramState> {
    const job = await this.readJob();
    if (job === undefined) return { status: 'absent', startedAtMs: 0, result: undefined, outputTail: '' };
    // Liveness before result: a wrapper that ends in between has left its result, and not the other way round.
    // And the process file is read once: one that appears between two readings would look like a dead one.
    const process = await this.#readProcess('process.json');
    const living = process !== undefined && (isLiving(process) || (await this.orphanedGroup()) !== undefined);
    const text = await readIfPresent(join(this.path, 'result.json'));
    const result = text === undefined ? undefined : (JSON.parse(text) as JobResult);
    const known = { startedAtMs: job.startedAtMs, result, outputTail: await this.#outputTail() };
    if (result !== undefined) return { ...known, status: 'finished' };
    const starting = process === undefined && Math.abs(nowMs - job.startedAtMs) < startGraceMs;
    return { ...known, status: living || starting ? 'running' : 'unknown' };
  }

  async #outputTail(): Promise<string> {
    const file = await open(this.output, 'r').catch(() => undefined);
    if (file === undefined) return '';
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - outputTailBytes);
      const buffer = Buffer.alloc(size - start);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

export function programsDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'programs');
}

/** Action ids hold slashes and may be long; their digest is a safe name. */
function programName(actionId: string): string {
  return createHash('sha256').update(actionId).digest('hex').slice(0, 32);
}

/** Which process a wrapper is: a pid alone may have been given to another one meanwhile. */
interface ProcessRecord {
  readonly pid: number;
  readonly startTime: string;
}

function isLiving({ pid, startTime }: ProcessRecord): boolean {
  return startTime !== '' && startTimeOf(pid) === startTime;
}

/** Field 22 of /proc/PID/stat: when the process started, in ticks since boot; '' when there is none. */
function startTimeOf(pid: number): string {
  const text = statOf(pid);
  // The command, field 2, is in parentheses and may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended and only waits to be collected.
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
