import type { Condition } from '../../services/domain/condition.ts';
import { verdictIn } from '../../services/domain/holds.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { concernedNodes } from './concerned-nodes.ts';
import type { RunContext } from './run-context.ts';

/** A poll is one short call per node on a warm channel; the next one starts this long after its answer. */
const pollEveryMs = 150;

/** The first condition that does not hold: a key of the message table with its parameters. */
export interface Missing {
  readonly condition: Condition;
  readonly reason: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What of `conditions` does not hold in a snapshot; undefined when all do. */
export function missingIn(conditions: readonly Condition[], snapshot: Snapshot): Missing | undefined {
  for (const condition of conditions) {
    const verdict = verdictIn(condition, snapshot);
    if (!verdict.holds) return { condition, reason: verdict.reason, parameters: verdict.parameters };
  }
  return undefined;
}

/** A condition in a few words without language, for the parameters of errors: "held hapy2". */
export function nameOf(missing: Missing): string {
  const node = missing.parameters['node'] ?? '';
  return `${missing.condition.is} ${node}`.trim();
}

/** Looks once at everything that decides `conditions`. */
export async function look(conditions: readonly Condition[], run: RunContext): Promise<Missing | undefined> {
  const { nodes, decisive } = concernedNodes(conditions);
  const observed = await run.observer.observe({ nodes: decisive ? nodes : undefined });
  return missingIn(conditions, new Snapshot(run.specs.current, observed));
}

/** What is waited for: all of `conditions`, or else all of `instead`. */
export interface Goal {
  readonly conditions: readonly Condition[];
  readonly instead?: readonly Condition[];
  /** Reports that were asked for this recently count too; 0 means that each look is a new one. */
  readonly maxAgeMs: number;
  /** Is shown each look in which something is missing, and waited for; what it throws ends the wait. */
  readonly onLook?: (snapshot: Snapshot) => Promise<void>;
}

/**
 * Polls until the goal is reached. `onMissing` is told each time something else is missing than before. When
 * the signal ends the wait, what was missing last is returned and the caller decides what that means.
 */
export async function settle(
  goal: Goal,
  run: RunContext,
  signal: AbortSignal,
  onMissing: (missing: Missing) => void,
): Promise<Missing | undefined> {
  const { nodes, decisive } = concernedNodes([...goal.conditions, ...(goal.instead ?? [])]);
  let { maxAgeMs } = goal;
  let told = '';
  for (let looks = 0; ; looks += 1) {
    // Now and then at everybody: what the narrow looks rest on may have changed meanwhile.
    const narrow = decisive || looks % 4 !== 3;
    let missing = await lookFor(goal, run, { nodes: narrow ? nodes : undefined, maxAgeMs });
    if (missing === undefined && !decisive)
      missing = await lookFor(goal, run, { nodes: undefined, maxAgeMs });
    if (missing === undefined || signal.aborted) return missing;
    if (nameOf(missing) !== told) onMissing(missing);
    told = nameOf(missing);
    maxAgeMs = 0;
    await run.clock.delay(pollEveryMs, signal).catch(() => undefined);
  }
}

async function lookFor(
  { conditions, instead, onLook }: Goal,
  run: RunContext,
  which: { readonly nodes: readonly string[] | undefined; readonly maxAgeMs: number },
): Promise<Missing | undefined> {
  const snapshot = new Snapshot(run.specs.current, await run.observer.observe(which));
  if (instead !== undefined && missingIn(instead, snapshot) === undefined) return undefined;
  const missing = missingIn(conditions, snapshot);
  if (missing !== undefined) await onLook?.(snapshot);
  return missing;
}
