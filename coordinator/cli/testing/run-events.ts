import type { Plan } from '../../../services/domain/plan.ts';
import { type RunEvent, RunStatus } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { nowMs } from './cluster-fixture.ts';

const empty: RunEvent = {
  runId: 'run-7',
  sequence: 0n,
  atMs: 0n,
  kind: '',
  actionId: '',
  actionKind: '',
  node: '',
  message: '',
  parameters: {},
  error: undefined,
  status: RunStatus.RUN_STATUS_RUNNING,
  elapsedMs: 0n,
};

/** Every action of the plan, one after the other and 400 ms each; the one called `failing` fails and ends the run. */
export function eventsOf(plan: Plan, failing?: string): RunEvent[] {
  const events: RunEvent[] = [];
  let atMs = nowMs;
  const tell = (event: Partial<RunEvent>) => {
    events.push({ ...empty, ...event, sequence: BigInt(events.length + 1), atMs: BigInt(atMs) });
  };
  tell({ kind: 'run-started', parameters: { actions: String(plan.actions.length) } });
  for (const action of plan.actions) {
    const about = { actionId: action.id, actionKind: action.kind, node: action.node };
    tell({ ...about, kind: 'action-started' });
    atMs += 400;
    if (action.id === failing) {
      const error = { code: 'HAPY-E901', parameters: { what: action.node, seconds: '120' }, text: '' };
      tell({ ...about, kind: 'action-failed', elapsedMs: 400n, error });
      tell({
        kind: 'run-finished',
        status: RunStatus.RUN_STATUS_PARTIAL,
        elapsedMs: BigInt(atMs - nowMs),
        error,
      });
      return events;
    }
    tell({ ...about, kind: 'action-finished', elapsedMs: 400n });
  }
  tell({ kind: 'run-finished', status: RunStatus.RUN_STATUS_SUCCEEDED, elapsedMs: BigInt(atMs - nowMs) });
  return events;
}
