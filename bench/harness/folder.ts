import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder, and what else must be undone, last first, when a measure has ended. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'hapy-bench-'));
  readonly #undo: (() => unknown)[] = [];

  /** A private folder in this one. */
  under(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** Undone at the end, whatever happens before. */
  atEnd(undo: () => unknown): void {
    this.#undo.push(undo);
  }

  /** Everything is undone, also after something that could not be, which is thrown at the end. */
  async remove(): Promise<void> {
    const failures: unknown[] = [];
    for (const undo of this.#undo.splice(0).reverse()) {
      try {
        await undo();
      } catch (error) {
        failures.push(error);
      }
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
    if (failures.length > 0) throw failures[0];
  }
}
