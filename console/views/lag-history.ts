import type { Lags } from '../api/answers.ts';
import type { NodeStanding } from './node-standing.ts';

/** How far the followers were behind at one moment: the most of them, and each. */
export interface LagSample {
  readonly atMs: number;
  readonly most: number;
}

/** One sample a tick for two hours; a page on the wall must not grow for months. */
const samplesMax = 1_440;

/**
 * Longer between two samples, and nothing is known of the time between them. The coordinator looks every ten seconds,
 * and may take some for it.
 */
const gapMs = 30_000;

/** The samples in stretches without a gap, so that none is drawn over. */
export function lagStretches(samples: readonly LagSample[]): LagSample[][] {
  const stretches: LagSample[][] = [];
  for (const sample of samples) {
    const stretch = stretches.at(-1);
    const last = stretch?.at(-1);
    if (stretch === undefined || last === undefined || sample.atMs - last.atMs > gapMs)
      stretches.push([sample]);
    else stretch.push(sample);
  }
  return stretches;
}

/** Appends what is known now. A moment in which nobody leads has no lag and leaves a gap. */
export function withLag(
  samples: readonly LagSample[],
  standings: readonly NodeStanding[],
  atMs: number,
): LagSample[] {
  const lags = standings.flatMap(({ lag }) => (lag === undefined ? [] : [lag]));
  if (lags.length === 0) return [...samples];
  return [...samples, { atMs, most: Math.max(...lags) }].slice(-samplesMax);
}

/**
 * What this page has measured itself, with what the coordinator remembers in the place of the time that it covers.
 *
 * @param nowMs this browser's clock, which may differ from the coordinator's
 */
export function withHistory(
  samples: readonly LagSample[],
  { atMs, samples: told }: Lags,
  nowMs: number,
): LagSample[] {
  const remembered = told.map((sample) => ({ atMs: sample.atMs + nowMs - atMs, most: sample.most }));
  const [first, last] = [remembered[0]?.atMs, remembered.at(-1)?.atMs];
  if (first === undefined || last === undefined) return [...samples];
  const [before, since] = [
    samples.filter((sample) => sample.atMs < first),
    samples.filter((sample) => sample.atMs > last),
  ];
  return [...before, ...remembered, ...since].slice(-samplesMax);
}
