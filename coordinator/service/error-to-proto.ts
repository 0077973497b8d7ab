import type { ErrorRecord } from '../../services/base/errors/hapy-error.ts';
import { explainError } from '../../services/base/messages/explain-error.ts';
import type { ErrorInfo } from '../../services/rpc/gen/hapy/agent/v1/operation.ts';

/** A recorded error as it travels in answers; the English text is for readers without our table. */
export function errorToProto(error: ErrorRecord): ErrorInfo {
  const { code, parameters } = error;
  return { code, parameters: { ...parameters }, text: explainError(error, 'en').text };
}
