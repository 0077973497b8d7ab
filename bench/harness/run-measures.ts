import { Folder } from './folder.ts';
import type { Measure, Size } from './measure.ts';
import type { Row } from './row.ts';

/** What became of one measure. */
export interface Outcome {
  readonly measure: Measure;
  readonly rows: readonly Row[];
  /** What could not be measured on this machine, in words. */
  readonly skipped: readonly string[];
  /** Why it broke off; the others went on. */
  readonly failure: Error | undefined;
  readonly seconds: number;
}

/** Runs one after the other: two at once would measure each other. */
export async function runMeasures(
  measures: readonly Measure[],
  o: {
    readonly size: Size;
    readonly rivals: boolean;
    readonly onEnd?: (outcome: Outcome) => void;
    readonly onBegin?: (name: string) => void;
  },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const measure of measures) {
    o.onBegin?.(measure.name);
    const outcome = await runMeasure(measure, o);
    o.onEnd?.(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

const signals = ['SIGINT', 'SIGTERM'] as const;

async function runMeasure(
  measure: Measure,
  o: { readonly size: Size; readonly rivals: boolean },
): Promise<Outcome> {
  const startMs = performance.now();
  const folder = new Folder();
  // Ctrl-C in the middle leaves no program, user or folder behind either.
  const leave = () => void folder.remove().finally(() => process.exit(130));
  for (const signal of signals) process.once(signal, leave);
  const skipped: string[] = [];
  let rows: readonly Row[] = [];
  let failure: Error | undefined;
  try {
    rows = await measure.run({ size: o.size, rivals: o.rivals, folder, skip: (what) => skipped.push(what) });
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  } finally {
    for (const signal of signals) process.off(signal, leave);
    await folder.remove().catch((error: unknown) => (failure ??= error as Error));
  }
  return { measure, rows, skipped, failure, seconds: (performance.now() - startMs) / 1000 };
}
