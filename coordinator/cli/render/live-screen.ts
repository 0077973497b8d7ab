import { fit } from './table.ts';
import { columnsOf, type OutputStream } from '../session.ts';

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const clearBelow = '\x1b[0J';

/**
 * The last lines of a terminal, drawn again and again under lines that stay. Never draws more lines than the
 * terminal has, since what has left the screen cannot be erased any more.
 */
export class LiveScreen {
  readonly #stream: OutputStream;
  #drawn = 0;
  #open = true;
  readonly #restore = () => this.#stream.write(showCursor);

  constructor(stream: OutputStream) {
    this.#stream = stream;
    // However this process ends, the person's cursor comes back.
    process.on('exit', this.#restore);
    stream.write(hideCursor);
  }

  /** Adds lines that stay, then draws the frame under them; in one write, so that nothing flickers. */
  draw(staying: readonly string[], frame: readonly string[]): void {
    if (!this.#open) return;
    const shown = frame.slice(-Math.max(1, (this.#stream.rows ?? 24) - 1));
    const width = columnsOf(this.#stream) - 1;
    const lines = [...staying, ...shown.map((line) => fit(line, width))];
    const text = lines.map((line) => `${line}\n`).join('');
    this.#stream.write(this.#erase() + text);
    this.#drawn = shown.length;
  }

  /** Erases the frame and gives the cursor back. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stream.write(this.#erase() + showCursor);
    process.off('exit', this.#restore);
  }

  #erase(): string {
    return this.#drawn === 0 ? '' : `\x1b[${this.#drawn}A\r${clearBelow}`;
  }
}
