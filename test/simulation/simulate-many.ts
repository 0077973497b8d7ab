import { simulate, type Simulated } from './simulate.ts';

/** What many schedules came to. */
export interface Tally {
  readonly schedules: number;
  readonly failed: readonly Simulated[];
  /** How often each kind of accident struck. */
  readonly accidents: ReadonlyMap<string, number>;
  /** In how many of them oned itself did what no Raft may. */
  readonly flawed: number;
  /** Of each one: from the end of the last accident until the cluster was whole, in milliseconds. */
  readonly recoveredInMs: readonly number[];
}

/** Lives through `count` schedules from seed `first` on. `onOne` is told after each. */
export async function simulateMany(
  first: number,
  count: number,
  onOne: (simulated: Simulated) => void = () => undefined,
): Promise<Tally> {
  const failed: Simulated[] = [];
  const accidents = new Map<string, number>();
  const recoveredInMs: number[] = [];
  let flawed = 0;
  // An error that is made only to be caught needs no picture of the stack; thousands of them take their time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (let seed = first; seed < first + count; seed += 1) {
      const simulated = await simulate(seed);
      for (const { kind } of simulated.schedule.accidents)
        accidents.set(kind, (accidents.get(kind) ?? 0) + 1);
      if (simulated.flaws > 0) flawed += 1;
      if (simulated.error === undefined) recoveredInMs.push(simulated.recoveredInMs);
      else failed.push(simulated);
      onOne(simulated);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { schedules: count, failed, accidents, flawed, recoveredInMs };
}
