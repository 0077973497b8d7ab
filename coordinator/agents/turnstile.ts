/** Lets a bounded number of tasks run at once; the others wait in the order they came. */
export class Turnstile {
  readonly #places: number;
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(places: number) {
    this.#places = places;
  }

  async pass<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#places) await new Promise<void>((enter) => this.#queue.push(enter));
    else this.#running += 1;
    try {
      return await task();
    } finally {
      // A place is handed over rather than freed, so that nobody who comes now overtakes the queue.
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
