import { allKillPoints, type KillPoint, nameOf, parseKillPoint } from './kill-point.ts';
import { surviveStrike } from './struck-life.ts';

const toldEvery = 500;

/** What the kill points of one verb came to. */
export interface MatrixTally {
  covered: number;
  passed: number;
}

/** Lives through the points, all of them by default. `onFailure` is told each failure with its transcript. */
export async function strikeAll(
  onFailure: (point: KillPoint, error: Error) => void,
  onProgress: (done: number, of: number) => void = () => undefined,
  points?: readonly KillPoint[],
): Promise<ReadonlyMap<string, MatrixTally>> {
  const wanted = points ?? (await allKillPoints());
  const tallies = new Map<string, MatrixTally>();
  const { stackTraceLimit } = Error;
  // An error that is made only to be caught needs no picture of the stack; thousands of them take their time.
  Error.stackTraceLimit = 0;
  try {
    for (const [at, point] of wanted.entries()) {
      const tally = tallies.get(point.story.name) ?? { covered: 0, passed: 0 };
      tallies.set(point.story.name, tally);
      tally.covered += 1;
      await surviveStrike(point).then(
        () => (tally.passed += 1),
        (error: Error) => onFailure(point, error),
      );
      if ((at + 1) % toldEvery === 0) onProgress(at + 1, wanted.length);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return tallies;
}

/** `npm run soak -- --matrix [--only POINT]`: every kill point of every verb in this one process, or one of them. */
export async function soakMatrix(only: string | undefined, print: (line: string) => void): Promise<boolean> {
  const points = only === undefined ? undefined : [await parseKillPoint(only)];
  const failed: KillPoint[] = [];
  const tallies = await strikeAll(
    (point, error) => {
      failed.push(point);
      print(`FAILED ${error.message}`);
    },
    (done, of) => print(`${done}/${of}`),
    points,
  );
  for (const [verb, { covered, passed }] of tallies)
    print(`${verb}: ${passed} of ${covered} kill points passed`);
  for (const point of failed) print(`  again: npm run soak -- --matrix --only '${nameOf(point)}'`);
  return failed.length === 0;
}
