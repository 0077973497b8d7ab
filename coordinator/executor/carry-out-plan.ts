import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { neededForSafety } from '../../services/domain/safe-point.ts';
import { carryOutAction } from './carry-out-action.ts';
import type { AttemptContext } from './run-context.ts';

/** Actions under way at once. Waits do not count: they ask for nothing. */
const concurrencyMax = 16;

export interface Failure {
  readonly action: Action;
  readonly error: unknown;
}

/**
 * Carries out a plan's actions: each starts when all that it comes after have finished, as many at a time as
 * the plan allows. After one failure nothing new starts, what is under way is let finish, and nobody waits any
 * longer for what may never come. A run that is asked to halt begins only what the next safe point needs.
 *
 * Gives the failures, in the order in which they happened, once nothing is under way any more.
 */
export async function carryOutPlan(plan: Plan, run: AttemptContext): Promise<readonly Failure[]> {
  const waiting = new Map(plan.actions.map((action) => [action.id, action]));
  const underWay = new Map<string, { action: Action; left: AbortController; end: Promise<void> }>();
  const begun = new Set<string>();
  const finished = new Set<string>();
  const failures: Failure[] = [];
  const abandoned = new Set<string>();
  tellWaiting(plan, run);

  const fail = (action: Action, error: unknown) => {
    if (abandoned.has(action.id)) return;
    failures.push({ action, error });
    for (const { action: other, left } of underWay.values()) {
      if (other.kind !== 'await' || other === action) continue;
      abandoned.add(other.id);
      left.abort(new HapyError('HAPY-E440', { action: other.id, failed: action.id }));
    }
  };
  const begin = (action: Action) => {
    waiting.delete(action.id);
    begun.add(action.id);
    const left = new AbortController();
    const signal = AbortSignal.any([run.signal, left.signal]);
    const end = carryOutAction(action, { ...run, signal }).then(
      () => void finished.add(action.id),
      (error: unknown) => fail(action, error),
    );
    underWay.set(action.id, { action, left, end: end.then(() => void underWay.delete(action.id)) });
  };
  /** Nobody waits any longer for what the safe point does not need. Operations are let finish. */
  const leaveWaits = () => {
    const needed = neededForSafety(plan, begun);
    for (const { action, left } of underWay.values()) {
      if (action.kind === 'await' && !needed(action))
        left.abort(new HapyError('HAPY-E548', { run: run.runId }));
    }
  };
  run.halting.addEventListener('abort', leaveWaits, { once: true });
  const mayBegin = (action: Action) => {
    if (!action.after.every((id) => finished.has(id))) return false;
    if (run.halting.aborted && !neededForSafety(plan, begun)(action)) return false;
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
  run.halting.removeEventListener('abort', leaveWaits);
  run.signal.throwIfAborted();
  for (const { action, error } of failures) run.log.warn({ action: action.id, err: error }, 'action failed');
  return failures;
}

/** Says once, at the beginning, what waits for what. */
function tellWaiting(plan: Plan, run: AttemptContext): void {
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
