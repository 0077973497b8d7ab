import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { carryOutAction } from './carry-out-action.ts';
import type { RunContext } from './run-context.ts';

/** Actions under way at once. Waits do not count: they ask for nothing. */
const concurrencyMax = 16;

/**
 * Carries out a plan's actions: each starts when all that it comes after have finished, as many at a time as
 * the plan allows. After one failure nothing new starts, what is under way is let finish.
 *
 * @throws HapyError the first failure, once nothing is under way any more.
 */
export async function carryOutPlan(plan: Plan, run: RunContext): Promise<void> {
  const waiting = new Map(plan.actions.map((action) => [action.id, action]));
  const underWay = new Map<string, { action: Action; end: Promise<void> }>();
  const finished = new Set<string>();
  const failures: { action: Action; error: unknown }[] = [];
  tellWaiting(plan, run);

  const begin = (action: Action) => {
    waiting.delete(action.id);
    const end = carryOutAction(action, run).then(
      () => void finished.add(action.id),
      (error: unknown) => void failures.push({ action, error }),
    );
    underWay.set(action.id, { action, end: end.then(() => void underWay.delete(action.id)) });
  };
  const mayBegin = (action: Action) => {
    if (!action.after.every((id) => finished.has(id))) return false;
    if (action.kind === 'await') return true;
    const working = [...underWay.values()].filter((each) => each.action.kind !== 'await');
    return working.length < concurrencyMax;
  };

  for (;;) {
    for (const action of failures.length === 0 ? [...waiting.values()] : []) {
      if (mayBegin(action)) begin(action);
    }
    if (underWay.size === 0) break;
    await Promise.race([...underWay.values()].map((each) => each.end));
  }
  run.signal.throwIfAborted();
  const [first] = failures;
  if (first === undefined) return;
  run.log.warn({ action: first.action.id, err: first.error }, 'action failed');
  // The failure itself stands in the journal with its action; the run says why it stops.
  if (first.error instanceof HapyError) throw new HapyError('HAPY-E542', { action: first.action.id });
  throw first.error;
}

/** Says once, at the beginning, what waits for what. */
function tellWaiting(plan: Plan, run: RunContext): void {
  for (const action of plan.actions) {
    if (action.after.length === 0) continue;
    run.record({
      kind: 'action-waiting',
      actionId: action.id,
      actionKind: action.kind,
      node: action.node,
      message: 'run.waiting-for-actions',
      parameters: { actions: action.after.join(', ') },
    });
  }
}
