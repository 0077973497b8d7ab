import { randomBytes } from 'node:crypto';

import { Metadata, type StatusObject, status } from '@grpc/grpc-js';

import { type ErrorRecord, HapyError, toErrorRecord } from '../base/errors/hapy-error.ts';
import type { Log } from '../base/log.ts';
import { explainError } from '../base/messages/explain-error.ts';
import { ErrorInfo } from './gen/hapy/agent/v1/operation.ts';
import { errorParameterCharactersMax, errorRecordBytesMax, errorTextCharactersMax } from './limits.ts';

/** The trailer that carries a failed call's ErrorInfo (proto/hapy/agent/v1/operation.proto). */
export const errorTrailer = 'hapy-error-bin';

/**
 * What a peer is told of something thrown: a HapyError as it is, without its cause. Anything else may
 * hold a path or a secret in its message, so it goes to our log alone, under a reference that both sides see.
 */
export function publicError(thrown: unknown, log: Log): HapyError {
  const shown = thrown instanceof HapyError && !(thrown.code === 'HAPY-E900' && thrown.cause !== undefined);
  if (shown) return thrown;
  const reference = randomBytes(4).toString('hex');
  log.error({ err: thrown, reference }, 'call failed unexpectedly');
  return new HapyError('HAPY-E900', { detail: `ref. ${reference}` });
}

/** The gRPC status of an error: its category, its code with the English text, and the trailer. */
export function toStatus(error: HapyError): Omit<StatusObject, 'metadata'> & { metadata: Metadata } {
  const record = bounded(toErrorRecord(error));
  const text = englishText(record);
  const metadata = new Metadata();
  metadata.set(errorTrailer, Buffer.from(ErrorInfo.encode({ ...record, text }).finish()));
  return { code: status[error.category], details: `${error.code}: ${text}`, metadata };
}

function englishText(record: ErrorRecord): string {
  try {
    return clip(explainError(record, 'en').text, errorTextCharactersMax);
  } catch {
    // A parameter that the text needs is missing: the code alone is better than no answer at all.
    return record.code;
  }
}

/** Parameters of any length become a record that fits in a trailer; what is left out shows as "…". */
function bounded(record: ErrorRecord): ErrorRecord {
  const parameters: Record<string, string> = {};
  let room = errorRecordBytesMax;
  for (const [name, value] of Object.entries(record.parameters)) {
    const clipped = clip(value, errorParameterCharactersMax);
    const sizeBytes = Buffer.byteLength(name) + Buffer.byteLength(clipped);
    const fits = sizeBytes <= room;
    parameters[name] = fits ? clipped : '…';
    room -= fits ? sizeBytes : 0;
  }
  return { code: record.code, parameters };
}

/** grpc-js percent-encodes details with encodeURI, which throws on half a surrogate pair. */
function clip(text: string, charactersMax: number): string {
  const short = text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text;
  return short.toWellFormed();
}
