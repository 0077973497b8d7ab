import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { plainLine } from '../../bounded-xml.ts';
import type { Method } from './methods.ts';
import type { Answer } from './xml-rpc-codec.ts';

/** oned's numbers for the refusals that mean something to us (opennebula.md section 5). */
export const refusalCodes = {
  authentication: 256,
  authorization: 512,
  absent: 1024,
  internal: 8192,
  locked: 32768,
} as const;

const messageLengthMax = 300;

/** What a zone that has no leader at the moment says (opennebula.md section 2): nothing was done. */
const leaderless = ['no leader found', 'in election mode', 'is replicating log'];

/**
 * A refusal in our words: each kind that asks for another next step has a code of its own, the rest is told as
 * oned says it.
 */
export function refusalOf(method: Method, answer: Exclude<Answer, { kind: 'success' }>): HapyError {
  const message = plainLine(answer.message).slice(0, messageLengthMax);
  if (answer.kind === 'fault') return new HapyError('HAPY-E412', { method, code: answer.faultCode, message });
  switch (answer.errorCode) {
    case refusalCodes.authentication:
      return new HapyError('HAPY-E404');
    case refusalCodes.authorization:
      return new HapyError('HAPY-E414', { method, message });
    case refusalCodes.absent:
      return new HapyError('HAPY-E415', { method, message });
    case refusalCodes.locked:
      return new HapyError('HAPY-E416', { method, message });
    case refusalCodes.internal:
      if (leaderless.some((words) => message.includes(words)))
        return new HapyError('HAPY-E413', { method, message });
      break;
    default:
      break;
  }
  if (message.endsWith('zone disabled')) return new HapyError('HAPY-E416', { method, message });
  return new HapyError('HAPY-E403', { method, message });
}
