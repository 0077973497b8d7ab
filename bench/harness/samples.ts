/** What was measured, in the order in which it was; nothing is thrown away, outliers least of all. */
export class Samples {
  readonly inOrder: readonly number[];
  readonly #sorted: readonly number[];

  constructor(values: readonly number[]) {
    this.inOrder = values;
    this.#sorted = values.toSorted((one, other) => one - other);
  }

  get count(): number {
    return this.#sorted.length;
  }

  get max(): number {
    return this.#sorted.at(-1) ?? NaN;
  }

  /** The value below which so many per cent lie (nearest rank); at 50 the median. */
  at(percentile: number): number {
    const rank = Math.ceil((percentile / 100) * this.#sorted.length) - 1;
    return this.#sorted[Math.max(0, rank)] ?? NaN;
  }

  /** In another unit. */
  times(factor: number): Samples {
    return new Samples(this.inOrder.map((value) => value * factor));
  }
}

export function median(values: readonly number[]): number {
  return new Samples(values).at(50);
}

/** Whatever is compared does its work once; the time is taken outside. */
export type Contender = () => Promise<unknown>;

/**
 * Times several contenders in turns, in an order that changes from round to round, so that whatever else the machine does
 * meets all of them alike. Milliseconds. `rounds` counts after `warmUp` rounds that are not kept.
 */
export async function interleave<K extends string>(
  contenders: Readonly<Record<K, Contender>>,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<Record<K, Samples>> {
  const names = Object.keys(contenders) as K[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -warmUp; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round + warmUp) % names.length] as K;
      const tookMs = await timed(contenders[name]);
      if (round >= 0) taken[name].push(tookMs);
    }
  }
  const entries = names.map((name) => [name, new Samples(taken[name])]);
  return Object.fromEntries(entries) as Record<K, Samples>;
}

export async function timed(work: Contender): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
