import { spawn } from 'node:child_process';
import { access, constants, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Clock } from '../../../services/base/clock.ts';
import { programFile } from '../../../services/base/installation.ts';
import { makePrivateDirectory } from '../../durable-file.ts';
import type { HelperConfig } from '../config.ts';
import { forgetOldPrograms } from './old-programs.ts';
import { type Job, ProgramFolder, type ProgramState } from './program-folder.ts';
import { runCommand } from './run-command.ts';

const wrapper = programFile('agent/helper/programs/program-wrapper');
const pollMs = 50;
/** A wrapper ends its own program first: SIGTERM, 5 s, SIGKILL. */
const cancelWaitMs = 8000;

/** Starts, follows and cancels long programs. Everything about them is in their folders. */
export class Launcher {
  readonly #config: HelperConfig;
  readonly #clock: Clock;
  /** One start after the other: a second request for a program that is just being started must find it. */
  #starting: Promise<unknown> = Promise.resolve();

  constructor(config: HelperConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  /** Starts the program of this action, or tells the state of the one that was started before. */
  start(job: Omit<Job, 'config' | 'startedAtMs'>): Promise<ProgramState> {
    const started = this.#starting.then(() => this.#start(job));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #start(job: Omit<Job, 'config' | 'startedAtMs'>): Promise<ProgramState> {
    const folder = this.#folder(job.actionId);
    await makePrivateDirectory(dirname(folder.path));
    await forgetOldPrograms(this.#config.stateDirectory, this.#clock.now());
    // Making the folder is the one atomic step: who makes it starts the program, everybody else finds it.
    const made = await mkdir(folder.path, { mode: 0o700 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (made || (await folder.readJob()) === undefined) {
      await folder.writeJob({ ...job, config: this.#config, startedAtMs: this.#clock.now() });
      await this.#spawn(job);
    }
    return this.state(job.actionId);
  }

  state(actionId: string): Promise<ProgramState> {
    return this.#folder(actionId).state(this.#clock.now());
  }

  /** Lines of output from the beginning, then the state in which the program is no longer running. */
  async *watch(actionId: string, signal: AbortSignal): AsyncGenerator<string | ProgramState> {
    const folder = this.#folder(actionId);
    const lines = new LineReader(folder.output);
    for (;;) {
      // The state is read before the output, so that no line written before the end is missed.
      const state = await this.state(actionId);
      yield* await lines.next();
      if (state.status !== 'running') {
        yield state;
        return;
      }
      await this.#clock.delay(pollMs, signal);
    }
  }

  async cancel(actionId: string): Promise<ProgramState> {
    const folder = this.#folder(actionId);
    const pid = await folder.livingPid();
    if (pid !== undefined) signalTo(pid, 'SIGTERM');
    else {
      const group = await folder.orphanedGroup();
      if (group !== undefined) signalTo(-group, 'SIGKILL');
    }
    const end = this.#clock.now() + cancelWaitMs;
    let state = await this.state(actionId);
    while (state.status === 'running' && this.#clock.now() < end) {
      await this.#clock.delay(pollMs);
      state = await this.state(actionId);
    }
    return state;
  }

  /**
   * As a transient unit where there is systemd, because a restart of the helper's own unit ends everything in
   * its control group; elsewhere as a process in a session of its own.
   */
  async #spawn({ actionId, program: name }: Pick<Job, 'actionId' | 'program'>): Promise<void> {
    const command = [process.execPath, wrapper, this.#config.stateDirectory, actionId];
    const { systemdRun } = this.#config.programs;
    if (systemdRun !== '' && (await isExecutable(systemdRun))) {
      const unit = `hapy-op-${this.#folder(actionId).path.slice(-32)}`;
      // What it mounts is nobody else's, and is gone with it.
      const own = name === 'make-folder' ? ['--property=PrivateMounts=yes'] : [];
      const argv = [systemdRun, `--unit=${unit}`, '--collect', '--quiet', ...own, '--', ...command];
      const { exitCode } = await runCommand(argv, { signal: AbortSignal.timeout(30_000) });
      if (exitCode === 0) return;
    }
    const [program = '', ...parameters] = command;
    const child = spawn(program, parameters, { detached: true, stdio: 'ignore', cwd: '/' });
    child.on('error', () => undefined);
    child.unref();
  }

  #folder(actionId: string): ProgramFolder {
    return new ProgramFolder(this.#config.stateDirectory, actionId);
  }
}

/** A process that has ended by itself meanwhile needs no signal. */
function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Reads the whole lines that a file has gained since the last time. */
class LineReader {
  readonly #path: string;
  #offset = 0;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  async next(): Promise<string[]> {
    const file = await open(this.#path, 'r').catch(() => undefined);
    if (file === undefined) return [];
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(size - this.#offset, 1024 * 1024));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.#offset);
      this.#offset += bytesRead;
      const lines = (this.#rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      this.#rest = lines.pop() ?? '';
      return lines;
    } finally {
      await file.close();
    }
  }
}
