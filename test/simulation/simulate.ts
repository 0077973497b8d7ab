import { LiveLife } from './live-life.ts';
import { describe, type Schedule, scheduleOf } from './schedule.ts';

export interface Simulated {
  readonly schedule: Schedule;
  readonly transcript: readonly string[];
  /** From the end of the last accident until the cluster was whole, in milliseconds of virtual time. */
  readonly recoveredInMs: number;
  /** How often oned itself did what no Raft may (raft-watch.ts). */
  readonly flaws: number;
  readonly error: Error | undefined;
}

/** Lives through the schedule that a seed stands for: the same each time. */
export async function simulate(
  seed: number,
  prepare: (life: LiveLife) => void = () => undefined,
): Promise<Simulated> {
  const schedule = scheduleOf(seed);
  const life = new LiveLife(schedule);
  prepare(life);
  const error = await life.live().then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown))),
  );
  const { transcript, recoveredInMs, flaws } = life;
  return { schedule, transcript, recoveredInMs, flaws, error: life.broken ?? error };
}

/** What a person reads about one that went wrong. */
export function told({ schedule, transcript, error }: Simulated): string {
  const again = `again: npm run replay -- ${schedule.seed}`;
  return [describe(schedule), ...transcript, `${error?.message ?? 'ends where it should'}`, again].join('\n');
}
