import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { WatchOperationResponse } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import * as wire from '../../services/rpc/gen/hapy/agent/v1/operation.ts';
import type { OperationRecord, OperationStatus, OperationUpdate } from '../executor/ports.ts';

/** @throws HapyError HAPY-E300 when the agent sent no operation. */
export function operationFromProto(message: wire.Operation | undefined): OperationRecord {
  if (message === undefined) throw new HapyError('HAPY-E300', { field: 'operation' });
  const { actionId, error, result } = message;
  return {
    actionId,
    status: statusFromProto(message.status),
    error: error === undefined ? undefined : { code: error.code, parameters: error.parameters },
    result,
  };
}

/** A status of a newer version is one that we know nothing about, which has a word already. */
function statusFromProto(status: wire.OperationStatus): OperationStatus {
  switch (status) {
    case wire.OperationStatus.OPERATION_STATUS_RUNNING:
      return 'running';
    case wire.OperationStatus.OPERATION_STATUS_SUCCEEDED:
      return 'succeeded';
    case wire.OperationStatus.OPERATION_STATUS_FAILED:
      return 'failed';
    case wire.OperationStatus.OPERATION_STATUS_CANCELLED:
      return 'cancelled';
    case wire.OperationStatus.OPERATION_STATUS_UNKNOWN:
    case wire.OperationStatus.OPERATION_STATUS_UNSPECIFIED:
    default:
      return 'unknown';
  }
}

/** Undefined for a kind of update that this version does not know. */
export function updateFromProto(message: WatchOperationResponse): OperationUpdate | undefined {
  switch (message.update?.$case) {
    case 'finished':
      return { finished: operationFromProto(message.update.value) };
    case 'event': {
      const { sequence, message: key, parameters } = message.update.value;
      return { event: { sequence: Number(sequence), message: key, parameters } };
    }
    case undefined:
    default:
      return undefined;
  }
}
