import type { Action } from '../../../services/domain/action.ts';
import type { ErrorRecord } from '../../../services/base/errors/hapy-error.ts';
import type { RunEvent } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { type RunWord, runWord } from '../../../services/rpc/mapping/run-status.ts';

export type ActionProgress = 'waiting' | 'running' | 'done' | 'failed';

/** One action of a run, as far as the events told. */
export interface ActionView {
  readonly id: string;
  readonly kind: string;
  readonly node: string;
  /** Its number in the plan that was shown; 0 when the plan is not known. */
  readonly number: number;
  /** Known when the plan is: it says the most about what is done. */
  readonly action: Action | undefined;
  /** Ids of the actions that must have finished before. */
  readonly after: readonly string[];
  readonly progress: ActionProgress;
  /** Wall clock of the coordinator, in milliseconds. */
  readonly startedAtMs: number;
  readonly elapsedMs: number;
  /** The last thing that the node told, as a key of the message table. */
  readonly message: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly error: ErrorRecord | undefined;
}

/** A run as its events tell it. Nothing is decided by it: it only says what is to be seen. */
export interface RunView {
  readonly runId: string;
  readonly word: RunWord;
  /** How many actions there are, also where the plan is not known. */
  readonly total: number;
  readonly startedAtMs: number;
  readonly elapsedMs: number;
  readonly sequence: bigint;
  readonly actions: ReadonlyMap<string, ActionView>;
  readonly error: ErrorRecord | undefined;
}

/** The view before the first event; with the plan, everything in it is waiting. */
export function openRunView(runId: string, plan: readonly Action[]): RunView {
  const actions = new Map(plan.map((action, at) => [action.id, waiting(action, action, at + 1)]));
  return {
    runId,
    word: 'running',
    total: actions.size,
    startedAtMs: 0,
    elapsedMs: 0,
    sequence: 0n,
    actions,
    error: undefined,
  };
}

/**
 * The view after one more event. An event that was seen already changes nothing. With `run-planned` comes the
 * plan that it speaks of, where it is known.
 */
export function seeEvent(view: RunView, event: RunEvent, plan?: readonly Action[]): RunView {
  if (event.sequence <= view.sequence) return view;
  const seen = { ...view, sequence: event.sequence };
  if (event.kind === 'run-planned') return seePlan(seen, event, plan ?? []);
  if (event.kind === 'run-resumed') return { ...seen, word: 'running', error: undefined };
  if (event.kind === 'run-aborting') return seen;
  if (event.kind === 'run-started') {
    const total = Math.max(view.total, Number(event.parameters['actions']) || 0);
    return { ...seen, total, startedAtMs: Number(event.atMs) };
  }
  if (event.kind === 'run-finished') {
    const elapsedMs = Number(event.elapsedMs) || Number(event.atMs) - view.startedAtMs;
    return { ...seen, word: runWord(event.status), elapsedMs, error: event.error };
  }
  // What the run as a whole waits for, nodes or others' operations, is no action of its plan.
  if (event.actionId === '') return seen;
  const known = view.actions.get(event.actionId);
  const unplanned = { id: event.actionId, kind: event.actionKind, node: event.node };
  const before = known ?? waiting(unplanned, undefined, 0);
  const actions = new Map(view.actions).set(event.actionId, seeActionEvent(before, event));
  return { ...seen, actions, total: Math.max(view.total, actions.size) };
}

/** What is done stays; everything else is what the further plan says. */
function seePlan(view: RunView, event: RunEvent, plan: readonly Action[]): RunView {
  const done = actionsIn(view, 'done').map((action) => [action.id, { ...action, number: 0 }] as const);
  const left = plan.map((action, at) => [action.id, waiting(action, action, done.length + at + 1)] as const);
  const total = done.length + Math.max(left.length, Number(event.parameters['actions']) || 0);
  return { ...view, total, actions: new Map([...done, ...left]) };
}

function seeActionEvent(before: ActionView, event: RunEvent): ActionView {
  switch (event.kind) {
    case 'action-waiting': {
      const awaited = event.parameters['actions'];
      return awaited === undefined || before.after.length > 0
        ? before
        : { ...before, after: awaited.split(', ') };
    }
    case 'action-started':
      return { ...before, progress: 'running', startedAtMs: Number(event.atMs) };
    case 'action-progress':
      return { ...before, message: event.message, parameters: event.parameters };
    case 'action-finished':
      return { ...before, progress: 'done', elapsedMs: elapsedOf(before, event) };
    case 'action-failed':
      return { ...before, progress: 'failed', elapsedMs: elapsedOf(before, event), error: event.error };
    default:
      return before;
  }
}

function elapsedOf(before: ActionView, event: RunEvent): number {
  return Number(event.elapsedMs) || (before.startedAtMs === 0 ? 0 : Number(event.atMs) - before.startedAtMs);
}

function waiting(
  { id, kind, node }: { readonly id: string; readonly kind: string; readonly node: string },
  action: Action | undefined,
  number: number,
): ActionView {
  const nothingYet = { startedAtMs: 0, elapsedMs: 0, message: '', parameters: {}, error: undefined };
  return { id, kind, node, number, action, after: action?.after ?? [], progress: 'waiting', ...nothingYet };
}

export function actionsIn(view: RunView, progress: ActionProgress): ActionView[] {
  return [...view.actions.values()].filter((action) => action.progress === progress);
}

/** The actions that an action still waits for. */
export function stillAwaited(view: RunView, action: ActionView): ActionView[] {
  const after = action.after.map((id) => view.actions.get(id)).filter((other) => other !== undefined);
  return after.filter((other) => other.progress !== 'done');
}
