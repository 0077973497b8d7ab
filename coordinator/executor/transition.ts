import assert from 'node:assert/strict';

import { provesAll } from '../../services/domain/action.ts';
import type { RunEntry, RunEventKind, RunStatus } from './run-event.ts';

/** Where one action of a run stands, as its journal tells it. */
export type ActionStatus = 'pending' | 'started' | 'finished' | 'failed';

type RunOnlyKind = 'run-started' | 'run-planned' | 'run-resumed' | 'run-aborting' | 'run-finished';
type ActionEventKind = Exclude<RunEventKind, RunOnlyKind>;

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

/** The journal of one run, folded: what its events have made of the run and of each action of its newest plan. */
export interface RunProgress {
  readonly status: RunStatus | 'new';
  /** Somebody asked for its end; it never goes on towards the spec again. */
  readonly aborting: boolean;
  /** Whether an action was begun that changes anything. */
  readonly changed: boolean;
  /** Whether the last proof of a drill has succeeded. Unlike other effects it cannot be observed afterwards. */
  readonly proved: boolean;
  readonly actions: ReadonlyMap<string, ActionStatus>;
}

export const newRunProgress: RunProgress = {
  status: 'new',
  aborting: false,
  changed: false,
  proved: false,
  actions: new Map(),
};

/** What of an event moves the journal. */
export type Happening = Pick<RunEntry, 'kind' | 'actionId' | 'actionKind' | 'status'>;

/** Total over all events: either the next state or a crash, for an illegal event is a defect of ours. */
export function transition(progress: RunProgress, event: Happening): RunProgress {
  const { kind, actionId } = event;
  switch (kind) {
    case 'run-started':
      assert.equal(progress.status, 'new', 'a run starts once');
      return { ...progress, status: 'running' };
    case 'run-resumed':
      assert.ok(resumable.includes(progress.status), `a run that is ${progress.status} cannot go on`);
      return { ...progress, status: 'running', actions: new Map() };
    case 'run-planned':
      assertRunning(progress, kind);
      assertNothingOpen(progress);
      return { ...progress, actions: new Map() };
    case 'run-aborting':
      assertRunning(progress, kind);
      return { ...progress, aborting: true };
    case 'run-finished':
      assertRunning(progress, kind);
      assertNothingOpen(progress);
      assert.notEqual(event.status, 'running', 'a finished run has an outcome');
      assert.ok(event.status !== 'aborted' || progress.aborting, 'a run ends as aborted when that was asked');
      return { ...progress, status: event.status };
    case 'action-waiting':
    case 'action-started':
    case 'action-progress':
    case 'action-finished':
    case 'action-failed':
      assertRunning(progress, kind);
  }
  // Waiting of the run as a whole (for its lease, for another's operations) moves no action.
  if (actionId === '' && kind === 'action-waiting') return progress;
  const current = progress.actions.get(actionId) ?? 'pending';
  const next = actionTransitions[current][kind];
  assert.ok(next !== undefined, `${kind} is illegal for ${actionId} which is ${current}`);
  const changed = progress.changed || (kind === 'action-started' && event.actionKind !== 'await');
  const succeeded = kind === 'action-finished' && provesAll(event.actionKind);
  const proved = progress.proved || succeeded;
  return { ...progress, changed, proved, actions: new Map(progress.actions).set(actionId, next) };
}

/** `running` is what a coordinator finds in the journal that was stopped in the middle. */
const resumable: readonly RunProgress['status'][] = ['running', 'partial', 'failed'];

function assertRunning(progress: RunProgress, kind: RunEventKind): void {
  assert.equal(progress.status, 'running', `${kind} outside a running run`);
}

function assertNothingOpen(progress: RunProgress): void {
  const open = [...progress.actions].filter(([, status]) => status === 'started');
  assert.deepEqual(open, [], 'no action is left open');
}
