import type { CoordinatorAddress, JoinToken } from '../certs/join-token.ts';
import { type ErrorParameters, HapyError, internalError } from '../services/base/errors/hapy-error.ts';
import type { ErrorCode } from '../services/base/errors/table.ts';

interface FailedTry {
  readonly token: JoinToken;
  readonly coordinator: CoordinatorAddress;
  readonly nowMs: number;
}

/** What is said instead, or undefined where the error says it best itself. */
type Explanation = (error: HapyError, tried: FailedTry) => readonly [ErrorCode, ErrorParameters] | undefined;

const detailOf = (error: HapyError) => String(error.parameters['detail'] ?? '');
/** grpc-js says "Failed to connect" of a connection that was closed before its first HTTP/2 frame. */
const wasCutOff = (error: HapyError) => /^(?:ECONNRESET|EPIPE|Failed to connect)/.test(detailOf(error));

const refused: Explanation = () => ['HAPY-E175', {}];
// It is the call that waited which knows for how long: Probe and Enroll have deadlines of their own.
const silent: Explanation = ({ parameters }) => ['HAPY-E176', { seconds: parameters['seconds'] ?? 0 }];
const lost: Explanation = () => ['HAPY-E183', {}];
const notOurCoordinator: Explanation = (_, { token }) => ['HAPY-E178', { cluster: token.clusterId }];

/** What each failure of a connection means for someone who stands at the joining node. */
const explanations: Partial<Record<ErrorCode, Explanation>> = {
  'HAPY-E500': refused,
  'HAPY-E511': refused,
  'HAPY-E502': silent,
  'HAPY-E503': silent,
  'HAPY-E504': lost,
  'HAPY-E509': (error, tried) => (wasCutOff(error) ? lost(error, tried) : undefined),
  'HAPY-E501': (error, tried) =>
    wasCutOff(error) ? lost(error, tried) : ['HAPY-E177', { reason: detailOf(error) }],
  'HAPY-E510': () => ['HAPY-E177', { reason: 'ENOTFOUND' }],
  'HAPY-E505': notOurCoordinator,
  'HAPY-E507': notOurCoordinator,
  'HAPY-E508': notOurCoordinator,
  'HAPY-E506': (error, { token, nowMs }) => {
    const state = detailOf(error) === 'CERT_NOT_YET_VALID' ? 'early' : 'late';
    return ['HAPY-E179', { node: token.node, now: new Date(nowMs).toISOString(), state }];
  },
};

/**
 * Says in terms of machines and ports why a coordinator could not be asked. The coordinator's own refusals,
 * and whatever else there may be, stay as they are.
 */
export function toJoinFailure(thrown: unknown, tried: FailedTry): HapyError {
  const error = internalError(thrown);
  const explanation = explanations[error.code]?.(error, tried);
  if (explanation === undefined) return error;
  const [code, parameters] = explanation;
  // The port as a text: ICU would write the number 2640 as "2 640".
  const { address: to, port } = tried.coordinator;
  return new HapyError(code, { from: tried.token.node, to, port: String(port), ...parameters }, error);
}

/** From the least to the most telling: what got furthest says most about what to do. */
const unreachable = [
  'HAPY-E177',
  'HAPY-E176',
  'HAPY-E175',
  'HAPY-E509',
  'HAPY-E183',
  'HAPY-E178',
  'HAPY-E179',
];

/** Whether another address may still lead to an answer; a coordinator's refusal is an answer. */
export function isWorthAnotherAddress(failure: HapyError): boolean {
  return unreachable.includes(failure.code);
}

/** Of several failures the one that a person should read first. */
export function mostTelling(failures: readonly HapyError[]): HapyError | undefined {
  const rank = (failure: HapyError) => unreachable.indexOf(failure.code);
  return failures.toSorted((one, other) => rank(other) - rank(one))[0];
}
