import { RealLife, type RealOutcome } from './real-life.ts';

/** What the points that were lived through in real processes came to. */
export interface LifeTally {
  readonly passed: readonly RealOutcome[];
  readonly failed: readonly Error[];
}

/**
 * `npm run soak -- --life N [--seed S]`: N points in real processes, verb after verb on one cluster, each with one strike.
 * After one that is not survived another cluster is made.
 */
export async function soakLife(
  points: number,
  seed: number,
  print: (line: string) => void,
): Promise<LifeTally> {
  const passed: RealOutcome[] = [];
  const failed: Error[] = [];
  while (passed.length + failed.length < points) {
    const life = await RealLife.start(seed + failed.length);
    try {
      const left = () => points - passed.length - failed.length;
      for (let nth = 0; left() > 0; nth += 1) {
        const verb = life.verbs[nth % life.verbs.length];
        if (verb === undefined) break;
        const outcome = await life.live(verb);
        passed.push(outcome);
        print(
          `${passed.length + failed.length}/${points}  ${outcome.name}  whole after ${seconds(outcome.convergedMs)}`,
        );
      }
    } catch (error) {
      failed.push(error instanceof Error ? error : new Error(String(error)));
      print(`${passed.length + failed.length}/${points}  FAILED  ${failed.at(-1)?.message}`);
    } finally {
      await life.remove();
    }
  }
  print(`${passed.length} of ${points} ended where they should, from seed ${seed}`);
  print(`whole again: median ${seconds(shareOf(passed, 0.5))}, p99 ${seconds(shareOf(passed, 0.99))}`);
  return { passed, failed };
}

/** The time from the strike until the cluster was whole that this share of the points does not exceed. */
export function shareOf(outcomes: readonly RealOutcome[], share: number): number {
  const sorted = outcomes.map(({ convergedMs }) => convergedMs).sort((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
