/**
 * One mutating operation at a time per node: an agent refuses a second one, so whoever wants to change a
 * node queues here. First come, first served.
 */
export class NodeLocks {
  readonly #tails = new Map<string, Promise<void>>();

  isTaken(node: string): boolean {
    return this.#tails.has(node);
  }

  /** Resolves with the function that gives the node free again. */
  async take(node: string): Promise<() => void> {
    const before = this.#tails.get(node) ?? Promise.resolve();
    const { promise: freed, resolve: free } = Promise.withResolvers<void>();
    const tail = before.then(() => freed);
    this.#tails.set(node, tail);
    await before;
    return () => {
      if (this.#tails.get(node) === tail) this.#tails.delete(node);
      free();
    };
  }
}
