/** Which machines can send to which. A cut has a direction; whoever talks to itself always can. */
export class Cables {
  readonly #cut = new Set<string>();

  open(from: string, to: string): boolean {
    if (from === to || this.#cut.size === 0) return true;
    return ![`${from}>${to}`, `${from}>*`, `*>${to}`].some((cable) => this.#cut.has(cable));
  }

  /** "hapy2>*" is all that hapy2 sends, "*>hapy2" all that is sent to it. */
  cut(...cables: readonly string[]): void {
    for (const cable of cables) this.#cut.add(cable);
  }

  mend(...cables: readonly string[]): void {
    for (const cable of cables) this.#cut.delete(cable);
  }

  mendAll(): void {
    this.#cut.clear();
  }

  /** Whether both can talk to each other. */
  joins(one: string, other: string): boolean {
    return this.open(one, other) && this.open(other, one);
  }
}
