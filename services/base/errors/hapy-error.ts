import { type ErrorCode, errorTable, isErrorCode } from './table.ts';
import type { ErrorCategory } from './definition.ts';

export type ErrorParameters = Readonly<Record<string, string | number>>;

/**
 * An operating failure: something outside this program went wrong, and a person can act on it. Broken
 * invariants are no HapyError, they assert and crash. `cause` is for the log only and never leaves the
 * process, so that no underlying text leaks to a peer.
 */
export class HapyError extends Error {
  readonly code: ErrorCode;
  readonly parameters: ErrorParameters;

  constructor(code: ErrorCode, parameters: ErrorParameters = {}, cause?: unknown) {
    const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    super([code, ...values].join(' '), cause === undefined ? undefined : { cause });
    this.name = 'HapyError';
    this.code = code;
    this.parameters = parameters;
  }

  get category(): ErrorCategory {
    return errorTable[this.code].category;
  }

  /**
   * Whether the request may have been carried out although it failed. After such an error of a write,
   * the next step is always an observation (design section 5, Errors).
   */
  get outcomeUnknown(): boolean {
    return this.category === 'DEADLINE_EXCEEDED' || this.category === 'UNAVAILABLE';
  }
}

/** What travels in the hapy-error-bin trailer, in problem+json and in records: a code with its parameters. */
export interface ErrorRecord {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function toErrorRecord(error: unknown): ErrorRecord {
  const known = error instanceof HapyError ? error : internalError(error);
  const parameters = Object.entries(known.parameters).map(([name, value]) => [name, String(value)]);
  return { code: known.code, parameters: Object.fromEntries(parameters) as Record<string, string> };
}

/** A record of a newer version may carry a code that this one does not know: it becomes HAPY-E900 and names it. */
export function fromErrorRecord(record: ErrorRecord): HapyError {
  if (isErrorCode(record.code)) return new HapyError(record.code, record.parameters);
  return new HapyError('HAPY-E900', { detail: `unknown code ${record.code}` });
}

/** Makes anything that was thrown into a HapyError; what is not one already becomes HAPY-E900. */
export function internalError(thrown: unknown): HapyError {
  if (thrown instanceof HapyError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new HapyError('HAPY-E900', { detail }, thrown);
}
