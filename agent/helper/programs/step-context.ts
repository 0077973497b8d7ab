import type { FileHandle } from 'node:fs/promises';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from '../config.ts';
import type { Job } from './program-folder.ts';
import { type CommandResult, lastLinesOf, runCommand } from './run-command.ts';

const giveBackMs = 10_000;

/** What a program's steps work with, inside its wrapper. */
export class StepContext {
  readonly job: Job;
  readonly signal: AbortSignal;
  readonly #log: FileHandle;
  readonly #onCommand: (pid: number) => void;

  /** `onCommand` is told the process of each command that changes something. */
  constructor(
    job: Job,
    log: FileHandle,
    signal: AbortSignal,
    onCommand: (pid: number) => void = () => undefined,
  ) {
    this.job = job;
    this.signal = signal;
    this.#log = log;
    this.#onCommand = onCommand;
  }

  get config(): HelperConfig {
    return this.job.config;
  }

  /** One line of progress, for whoever follows the program's output. */
  async say(line: string): Promise<void> {
    await this.#log.appendFile(`${line}\n`);
  }

  run(argv: readonly string[], environment?: Readonly<Record<string, string>>): Promise<CommandResult> {
    const options = { signal: this.signal, log: this.#log, onStarted: this.#onCommand };
    return runCommand(argv, environment === undefined ? options : { ...options, environment });
  }

  /** @throws HapyError HAPY-E330 when it ends with anything but 0 */
  async runOrFail(argv: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string> {
    const { exitCode, output } = await this.run(argv, environment);
    if (exitCode !== 0) {
      throw new HapyError('HAPY-E330', { program: argv[0] ?? '', exitCode, output: lastLinesOf(output) });
    }
    return output;
  }

  systemctl(...parameters: readonly string[]): Promise<CommandResult> {
    return this.run([this.config.programs.systemctl, ...parameters]);
  }

  /** A question, whose answer is no progress: it is not shown to those who follow. */
  ask(argv: readonly string[], environment?: Readonly<Record<string, string>>): Promise<CommandResult> {
    const options = { signal: this.signal };
    return runCommand(argv, environment === undefined ? options : { ...options, environment });
  }

  /** The same when this program was cancelled meanwhile: for what has to be given back in any case. */
  askAlways(argv: readonly string[]): Promise<CommandResult> {
    return runCommand(argv, { signal: AbortSignal.timeout(giveBackMs) });
  }
}
