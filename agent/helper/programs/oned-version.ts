import { stat } from 'node:fs/promises';

import { runCommand } from './run-command.ts';

const timeoutMs = 10_000;

/**
 * The version of OpenNebula that is installed, which the program tells without being started: `oned --version` prints
 * "OpenNebula 6.10.0 (9128a58e) is distributed …". Empty when it cannot be told. Asked again only when the program
 * was replaced.
 */
export class OnedVersion {
  readonly #program: string;
  #known: { readonly file: string; readonly version: string } | undefined;

  constructor(program: string) {
    this.#program = program;
  }

  async read(): Promise<string> {
    const found = await stat(this.#program).catch(() => undefined);
    if (found === undefined) return '';
    const file = [found.ino, found.size, found.mtimeMs].join(' ');
    if (this.#known?.file !== file) this.#known = { file, version: await this.#ask() };
    return this.#known.version;
  }

  async #ask(): Promise<string> {
    try {
      const argv = [this.#program, '--version'];
      return versionIn((await runCommand(argv, { signal: AbortSignal.timeout(timeoutMs) })).output);
    } catch {
      return '';
    }
  }
}

/** As `one.system.version` tells it, for example 6.10.0. */
export function versionIn(output: string): string {
  return /\bOpenNebula (\d+(?:\.\d+)+)/.exec(output)?.[1] ?? '';
}
