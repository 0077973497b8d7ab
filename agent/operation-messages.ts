import { explainError } from '../services/base/messages/explain-error.ts';
import type { ErrorRecord } from '../services/base/errors/hapy-error.ts';
import {
  type ErrorInfo,
  type Operation,
  type OperationEvent as OperationEventMessage,
  OperationStatus as OperationStatusMessage,
} from '../services/rpc/gen/hapy/agent/v1/operation.ts';
import type { OperationEvent, OperationRecord, OperationStatus } from './operation-store.ts';

const statuses = {
  running: OperationStatusMessage.OPERATION_STATUS_RUNNING,
  succeeded: OperationStatusMessage.OPERATION_STATUS_SUCCEEDED,
  failed: OperationStatusMessage.OPERATION_STATUS_FAILED,
  cancelled: OperationStatusMessage.OPERATION_STATUS_CANCELLED,
  unknown: OperationStatusMessage.OPERATION_STATUS_UNKNOWN,
} as const satisfies Record<OperationStatus, OperationStatusMessage>;

export function operationToProto(record: OperationRecord): Operation {
  return {
    actionId: record.actionId,
    runId: record.runId,
    kind: record.kind,
    status: statuses[record.status],
    startedAtMs: BigInt(record.startedAtMs),
    finishedAtMs: BigInt(record.finishedAtMs),
    error: record.error === undefined ? undefined : errorToProto(record.error),
    result: { ...record.result },
    lastSequence: BigInt(record.lastSequence),
  };
}

export function eventToProto(actionId: string, event: OperationEvent): OperationEventMessage {
  return {
    actionId,
    sequence: BigInt(event.sequence),
    atMs: BigInt(event.atMs),
    message: event.message,
    parameters: { ...event.parameters },
  };
}

function errorToProto(error: ErrorRecord): ErrorInfo {
  return { code: error.code, parameters: { ...error.parameters }, text: explainError(error, 'en').text };
}
