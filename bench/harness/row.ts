import type { Samples } from './samples.ts';

/** What a figure is held against: what people would use instead, or the least that the machine allows. */
export interface Beside {
  readonly name: string;
  readonly value: number;
}

/** One line of the table. No number stands alone: each has a rival or a floor that was measured in the same run. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Where the middle half of the samples lies, and how many there were. */
  readonly spread: { readonly from: number; readonly to: number; readonly count: number } | undefined;
  readonly rival: Beside | undefined;
  readonly floor: Beside | undefined;
  /** Rival by ours (how many times faster), or ours by floor (how many times slower). */
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean | undefined;
}

type Figure = number | { readonly samples: Samples; readonly percentile?: number };

interface Compared {
  readonly what: string;
  readonly unit: string;
  readonly ours: Figure;
}

/** Held against a rival: the ratio says how many times less ours takes. Without a goal the ratio is only told. */
export function besideRival(o: Compared & { rival: string; rivals: Figure; atLeast?: number }): Row {
  const ratio = valueOf(o.rivals) / valueOf(o.ours);
  const goal = o.atLeast === undefined ? '' : `≥ ${o.atLeast}× faster`;
  const met = o.atLeast === undefined ? undefined : ratio >= o.atLeast;
  return {
    ...told(o),
    rival: { name: o.rival, value: valueOf(o.rivals) },
    floor: undefined,
    ratio,
    goal,
    met,
  };
}

/** Held against a floor: the ratio says how many times more ours takes. */
export function besideFloor(o: Compared & { floor: string; floors: Figure; atMost?: number }): Row {
  const ratio = valueOf(o.ours) / valueOf(o.floors);
  const goal = o.atMost === undefined ? '' : `≤ ${o.atMost}× the floor`;
  const met = o.atMost === undefined ? undefined : ratio <= o.atMost;
  return {
    ...told(o),
    rival: undefined,
    floor: { name: o.floor, value: valueOf(o.floors) },
    ratio,
    goal,
    met,
  };
}

/** A bound of its own, beside what it is held against. */
export function bounded(row: Row, bound: { readonly atMost: number }): Row {
  return { ...row, goal: `≤ ${bound.atMost} ${row.unit}`, met: row.value <= bound.atMost };
}

function valueOf(figure: Figure): number {
  if (typeof figure === 'number') return figure;
  return figure.samples.at(figure.percentile ?? 50);
}

function told({ what, unit, ours }: Compared): Pick<Row, 'what' | 'unit' | 'value' | 'spread'> {
  const value = valueOf(ours);
  if (typeof ours === 'number') return { what, unit, value, spread: undefined };
  const { samples } = ours;
  return { what, unit, value, spread: { from: samples.at(25), to: samples.at(75), count: samples.count } };
}
