import { seededRandom } from '../../sandbox/double/raft/simulation.ts';
import { type Fault, faults, type Interruption } from './interrupted-join.ts';
import type { Direction } from './record-proxy.ts';

/** How many records a joining has in each direction. */
type Counts = Readonly<Record<Direction, number>>;

/** One fault at every record of both directions. */
export function everyInterruption(fault: Fault, counts: Counts): Interruption[] {
  return (['to-coordinator', 'to-node'] as const).flatMap((direction) =>
    Array.from({ length: counts[direction] }, (_, record) => ({ fault, direction, record })),
  );
}

/** Each fault at one record, all of which are equally likely. */
export function sampleInterruptions(counts: Counts, seed: number): Record<Fault, Interruption> {
  const random = seededRandom(seed);
  const chosen = faults.map((fault) => {
    const all = everyInterruption(fault, counts);
    return [fault, all[Math.floor(random() * all.length)]] as const;
  });
  return Object.fromEntries(chosen) as Record<Fault, Interruption>;
}
