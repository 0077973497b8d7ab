import type { Metadata } from '@grpc/grpc-js';

import { HapyError } from '../base/errors/hapy-error.ts';
import type { Log } from '../base/log.ts';
import type { Caller } from './caller.ts';

/** What the authorisation interceptor proved about one call, for the handler of that call. */
export interface CallRecord {
  readonly caller: Caller;
  /** Made when something is to be logged: most calls log nothing, and it costs more than they do. */
  readonly log: () => Log;
}

/**
 * Keyed by the call's metadata object, which grpc-js hands from interceptor to handler unchanged. A side
 * table rather than a metadata entry: what a client sends can never end up in it.
 */
const records = new WeakMap<Metadata, CallRecord>();

export function rememberCall(metadata: Metadata, record: CallRecord): void {
  records.set(metadata, record);
}

/** @throws HapyError HAPY-E100 for a call that no interceptor let through: default deny, even when wired wrongly. */
export function recordOf(metadata: Metadata): CallRecord {
  const record = records.get(metadata);
  if (record === undefined) throw new HapyError('HAPY-E100');
  return record;
}
