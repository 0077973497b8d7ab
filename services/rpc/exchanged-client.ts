/**
 * A client that is exchanged while calls are under way, because an identity was renewed. Each call ends on the client on
 * which it began: closing that one at once would drop whatever waits for its connection.
 */
export class ExchangedClient<C extends { close(): void }> {
  #current: C;
  /** How many calls are under way on each client that is open. */
  readonly #calls = new Map<C, number>();

  constructor(client: C) {
    this.#current = client;
    this.#calls.set(client, 0);
  }

  /** New calls go to `next`; the one of before is closed when its last call has ended. */
  exchange(next: C): void {
    const before = this.#current;
    this.#current = next;
    this.#calls.set(next, 0);
    if (this.#calls.get(before) === 0) this.#close(before);
  }

  async call<T>(work: (client: C) => Promise<T>): Promise<T> {
    const client = this.#enter();
    try {
      return await work(client);
    } finally {
      this.#leave(client);
    }
  }

  async *stream<T>(work: (client: C) => AsyncIterable<T>): AsyncGenerator<T> {
    const client = this.#enter();
    try {
      yield* work(client);
    } finally {
      this.#leave(client);
    }
  }

  /** Ends every call, too, that waits for its connection. */
  close(): void {
    for (const client of [...this.#calls.keys()]) this.#close(client);
  }

  #enter(): C {
    const client = this.#current;
    this.#calls.set(client, (this.#calls.get(client) ?? 0) + 1);
    return client;
  }

  #leave(client: C): void {
    const left = this.#calls.get(client);
    // Closed meanwhile, with everything that was under way.
    if (left === undefined) return;
    this.#calls.set(client, left - 1);
    if (left === 1 && client !== this.#current) this.#close(client);
  }

  #close(client: C): void {
    this.#calls.delete(client);
    client.close();
  }
}
