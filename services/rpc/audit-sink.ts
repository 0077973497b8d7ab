import type { HapyError } from '../base/errors/hapy-error.ts';
import type { Caller } from './caller.ts';

/** One call as it is written into the audit when it has been answered. */
export interface AuditedCall {
  readonly atMs: number;
  readonly caller: Caller;
  /** "/package.Service/Method" */
  readonly rpc: string;
  /** What the request named: node, run, action, person, reason. Never a secret. */
  readonly details: Readonly<Record<string, string>>;
  /** "ok" or the code of the refusal or failure. */
  readonly outcome: string;
}

/** Where calls are written down. Durable when `write` returns. */
export interface AuditSink {
  /** Why lines cannot be written at present; changing calls are refused while it is so. */
  trouble(): HapyError | undefined;
  /** Never throws: what cannot be written shows in `trouble`. */
  write(call: AuditedCall): void;
}
