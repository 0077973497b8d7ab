import assert from 'node:assert/strict';

import type { RunEventKind, RunStatus } from './run-event.ts';

/** Where one action of a run stands, as its journal tells it. */
export type ActionStatus = 'pending' | 'started' | 'finished' | 'failed';

type ActionEventKind = Exclude<RunEventKind, 'run-started' | 'run-finished'>;

/**
 * Every state with every event. What is missing is illegal: to start an action twice, or to finish one whose
 * intent was never written, would make the journal a lie, so the program stops instead.
 */
const actionTransitions: Record<ActionStatus, Partial<Record<ActionEventKind, ActionStatus>>> = {
  pending: {
    'action-waiting': 'pending',
    'action-started': 'started',
    // A precondition that never came to hold: nothing was asked of any node.
    'action-failed': 'failed',
  },
  started: {
    'action-waiting': 'started',
    'action-progress': 'started',
    'action-finished': 'finished',
    'action-failed': 'failed',
  },
  finished: {},
  failed: {},
};

/** The journal of one run, folded: what its events have made of the run and of each action. */
export interface RunProgress {
  readonly status: RunStatus | 'new';
  readonly actions: ReadonlyMap<string, ActionStatus>;
}

export const newRunProgress: RunProgress = { status: 'new', actions: new Map() };

/** Total over all events: either the next state or a crash, for an illegal event is a defect of ours. */
export function transition(
  progress: RunProgress,
  event: { readonly kind: RunEventKind; readonly actionId: string; readonly status: RunStatus },
): RunProgress {
  const { kind, actionId } = event;
  if (kind === 'run-started') {
    assert.equal(progress.status, 'new', 'a run starts once');
    return { ...progress, status: 'running' };
  }
  assert.equal(progress.status, 'running', `${kind} outside a running run`);
  if (kind === 'run-finished') {
    assert.notEqual(event.status, 'running', 'a finished run has an outcome');
    const open = [...progress.actions].filter(([, status]) => status === 'started');
    assert.deepEqual(open, [], 'no action of a finished run is left open');
    return { ...progress, status: event.status };
  }
  // Waiting of the run as a whole (for its lease, for another's operations) moves no action.
  if (actionId === '' && kind === 'action-waiting') return progress;
  const current = progress.actions.get(actionId) ?? 'pending';
  const next = actionTransitions[current][kind];
  assert.ok(next !== undefined, `${kind} is illegal for ${actionId} which is ${current}`);
  return { ...progress, actions: new Map(progress.actions).set(actionId, next) };
}
