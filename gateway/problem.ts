import type { ErrorCategory } from '../services/base/errors/definition.ts';
import { type HapyError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import type { ErrorCode } from '../services/base/errors/table.ts';
import { explainError } from '../services/base/messages/explain-error.ts';
import type { Language } from '../services/base/messages/language.ts';

/** The body of every failed request (RFC 9457), with our stable code and the next thing to do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly next: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** HTTP status per category, as google.rpc.Code documents it; 409 where our preconditions are states. */
const httpStatus: Readonly<Record<ErrorCategory, number>> = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  FAILED_PRECONDITION: 409,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/**
 * Who failed to prove who they are: the client of this request, or this gateway towards the coordinator.
 * The same code means 401 in the first case and 502 in the second, where no client can do anything.
 */
export type Origin = 'client' | 'coordinator';

/** What the coordinator says of the person for whom it was asked: a right that is missing, a token that does not count. */
const aboutThePerson: readonly ErrorCode[] = ['HAPY-E110', 'HAPY-E762', 'HAPY-E763', 'HAPY-E764'];

export function toProblem(error: HapyError, origin: Origin, language: Language): Problem {
  const record = toErrorRecord(error);
  const { text, cause, next } = explainError(record, language);
  return {
    type: `urn:hapy:${record.code}`,
    title: text,
    status: origin === 'coordinator' && isAboutGateway(error) ? 502 : httpStatus[error.category],
    detail: cause,
    code: record.code,
    next,
    parameters: record.parameters,
  };
}

/** Whether the coordinator did not believe the gateway itself. */
export function isAboutGateway(error: HapyError): boolean {
  if (error.category !== 'UNAUTHENTICATED' && error.category !== 'PERMISSION_DENIED') return false;
  // Who was revoked is named, and may be ourselves.
  if (error.code === 'HAPY-E115') return toErrorRecord(error).parameters['holder'] === 'gateway';
  return !aboutThePerson.includes(error.code);
}
