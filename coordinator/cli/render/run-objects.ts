import type { Run, RunEvent } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { runWord } from '../../../services/rpc/mapping/run-status.ts';

/** One event as scripts get it: the words of the design, milliseconds, and an error only where there is one. */
export function eventObject(event: RunEvent) {
  const { runId, kind, actionId, actionKind, node, message, parameters, error } = event;
  return {
    runId,
    sequence: Number(event.sequence),
    atMs: Number(event.atMs),
    kind,
    actionId,
    actionKind,
    node,
    message,
    parameters,
    status: runWord(event.status),
    elapsedMs: Number(event.elapsedMs),
    error: error === undefined ? undefined : { code: error.code, parameters: error.parameters },
  };
}

export function runObject(run: Run) {
  return {
    runId: run.runId,
    planHash: run.planHash,
    status: runWord(run.status),
    startedAtMs: Number(run.startedAtMs),
    finishedAtMs: Number(run.finishedAtMs),
    startedBy: run.startedBy,
    actionsTotal: run.actionsTotal,
    actionsDone: run.actionsDone,
  };
}
