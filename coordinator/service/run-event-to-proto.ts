import * as wire from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { RunEvent, RunStatus } from '../executor/run-event.ts';
import type { RunSummary } from '../store/run-journal.ts';
import { errorToProto } from './error-to-proto.ts';

const statuses = {
  running: wire.RunStatus.RUN_STATUS_RUNNING,
  succeeded: wire.RunStatus.RUN_STATUS_SUCCEEDED,
  failed: wire.RunStatus.RUN_STATUS_FAILED,
  partial: wire.RunStatus.RUN_STATUS_PARTIAL,
  aborted: wire.RunStatus.RUN_STATUS_ABORTED,
} as const satisfies Record<RunStatus, wire.RunStatus>;

export function runEventToProto(event: RunEvent): wire.RunEvent {
  return {
    runId: event.runId,
    sequence: BigInt(event.sequence),
    atMs: BigInt(event.atMs),
    kind: event.kind,
    actionId: event.actionId,
    actionKind: event.actionKind,
    node: event.node,
    message: event.message,
    parameters: { ...event.parameters },
    error: event.error === undefined ? undefined : errorToProto(event.error),
    status: statuses[event.status],
    elapsedMs: BigInt(Math.round(event.elapsedMs)),
  };
}

export function runToProto(run: RunSummary): wire.Run {
  const { runId, planHash, startedBy, actionsTotal, actionsDone } = run;
  return {
    ...{ runId, planHash, startedBy, actionsTotal, actionsDone },
    status: statuses[run.status],
    startedAtMs: BigInt(run.startedAtMs),
    finishedAtMs: BigInt(run.finishedAtMs),
    lastSequence: BigInt(run.lastSequence),
  };
}
