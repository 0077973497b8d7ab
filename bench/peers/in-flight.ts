/** Does the work for all, so many at a time. */
export async function inFlight<T>(
  most: number,
  all: readonly T[],
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  const left = all[Symbol.iterator]();
  const next = async () => {
    for (const one of { [Symbol.iterator]: () => left }) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, next));
}
