import type { Plan } from '../../../services/domain/plan.ts';
import {
  type Run,
  type RunEvent,
  RunStatus,
} from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
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

/** A run that its coordinator has gone on with after a stop, by a plan of what was left; everything succeeds. */
export function resumedEventsOf(first: Plan, rest: Plan): RunEvent[] {
  const before = eventsOf(first, 'export-seed/hapy1').filter((event) => event.kind !== 'run-finished');
  const at = before.length;
  const parameters = { attempt: '2', actions: String(rest.actions.length) };
  const told = [
    { ...empty, kind: 'run-resumed', message: 'run.resumed-alone' },
    { ...empty, kind: 'run-planned', message: 'run.planned-again', parameters },
    ...eventsOf(rest).slice(1),
  ];
  const laterMs = BigInt(nowMs + 20_000);
  return [
    ...before,
    ...told.map((event, index) => ({ ...event, sequence: BigInt(at + index + 1), atMs: laterMs })),
  ];
}

/** The summary of a run with these events, as the list of runs has it. */
export function runOf(events: readonly RunEvent[]): Run {
  const last = events.at(-1);
  const status = last?.status ?? RunStatus.RUN_STATUS_RUNNING;
  const times = { startedAtMs: BigInt(nowMs), finishedAtMs: BigInt(nowMs + 41_000) };
  const counts = { actionsTotal: 27, actionsDone: 27, lastSequence: last?.sequence ?? 0n };
  return { runId: 'run-7', planHash: 'abc', status, startedBy: 'root', ...times, ...counts };
}
