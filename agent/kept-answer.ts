import { closeSync, openSync, readSync } from 'node:fs';

/** The list of a server's routes is some kilobytes; what is longer is not compared. */
const markBytesMax = 64 * 1024;
const tooLong = Symbol('too long');

interface KeptAnswerParts<T> {
  /** Asks, which starts a program. */
  readonly ask: (signal?: AbortSignal) => Promise<T>;
  /** Reads otherwise when the answer would be another one; undefined where nothing can tell. */
  readonly mark: () => string | undefined;
  /** Whether an answer goes with a mark; one that does not is asked for again. */
  readonly agrees?: (answer: T, mark: string) => boolean;
  /** How long an answer is kept at most, in milliseconds, whatever the mark says. */
  readonly keptMs: number;
  /** Milliseconds that only go forward. */
  readonly now?: () => number;
}

/**
 * An answer that costs the start of a program, kept while what would read otherwise reads the same. A look at a node
 * asked `ip` and `systemctl` each time; to start them was a third of what agent and helper did.
 */
export class KeptAnswer<T> {
  readonly #parts: KeptAnswerParts<T>;
  #kept: { readonly answer: T; readonly mark: string; readonly atMs: number } | undefined;

  constructor(parts: KeptAnswerParts<T>) {
    this.#parts = parts;
  }

  async read(signal?: AbortSignal): Promise<T> {
    const { ask, mark: read, agrees = () => true, keptMs, now = () => performance.now() } = this.#parts;
    // Read before it is asked: a change in between is found at the next look.
    const [mark, atMs] = [read(), now()];
    const kept = this.#kept;
    if (mark !== undefined && kept?.mark === mark && atMs - kept.atMs < keptMs) return kept.answer;
    const answer = await ask(signal);
    this.#kept = mark !== undefined && agrees(answer, mark) ? { answer, mark, atMs } : undefined;
    return answer;
  }
}

/** What stands in files now, one after the other; undefined where none can be read, or one is too long. */
export function textOfFiles(paths: readonly string[]): string | undefined {
  const texts = paths.map(textOf);
  if (texts.includes(tooLong) || texts.every((text) => text === undefined)) return undefined;
  return texts.map((text) => (typeof text === 'string' ? text : '')).join('\0');
}

/** At once: these are files of the kernel, which are read without waiting for a disk. */
function textOf(path: string): string | typeof tooLong | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const buffer = Buffer.allocUnsafe(markBytesMax);
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, markBytesMax - length, null);
      length += read;
      if (length === markBytesMax) return tooLong;
      if (read === 0) return buffer.toString('latin1', 0, length);
    }
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}
