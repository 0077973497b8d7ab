import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

/** A file system of its own that can be filled up to the byte; root only. */
export class TinyDisk {
  readonly #path: string;
  readonly #filler: string;
  #isMounted = true;

  private constructor(path: string) {
    this.#path = path;
    this.#filler = join(path, 'filler');
  }

  static async mount(path: string, sizeBytes: number): Promise<TinyDisk> {
    await execa('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=0700`, 'hapy-tiny-disk', path]);
    return new TinyDisk(path);
  }

  /** Leaves this many bytes, which are rounded down to pages. */
  async fillBut(freeBytes: number): Promise<void> {
    await this.empty();
    const { bavail, bsize } = await statfs(this.#path);
    await writeFile(this.#filler, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)));
  }

  /** Takes away what filled it; the rest stays. */
  async empty(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  /** Whoever has a file open there must have ended. */
  async unmount(): Promise<void> {
    if (!this.#isMounted) return;
    await execa('umount', [this.#path]);
    this.#isMounted = false;
  }
}
