import { runsAll } from './turn.ts';

const longestMs = 8 * 60_000;

/**
 * A long sample ends after eight minutes: a quick machine tries all of it, a slow one fewer, but never fewer than `atLeast`.
 * `HAPY_LAB=all` tries all of it, however long that takes.
 */
export class SampleInTime {
  readonly #atLeast: number;
  #begunMs: number | undefined;
  #tried = 0;

  constructor(atLeast: number) {
    this.#atLeast = atLeast;
  }

  /** Asked before each of them: whether it is still tried. */
  tries(nowMs = performance.now()): boolean {
    this.#begunMs ??= nowMs;
    this.#tried += 1;
    return runsAll || this.#tried <= this.#atLeast || nowMs - this.#begunMs < longestMs;
  }
}
