import type { ReplicateRequest, VoteRequest } from './event.ts';

/** One line of the log: the SQL that followers execute. `applied` is false until it is committed. */
export interface LogRecord {
  readonly index: number;
  readonly term: number;
  readonly sql: string;
  applied: boolean;
}

export type Message =
  | {
      readonly kind: 'vote';
      readonly peer: number;
      readonly endpoint: string | undefined;
      readonly round: number;
      readonly request: VoteRequest;
    }
  | {
      readonly kind: 'heartbeat' | 'record';
      readonly peer: number;
      readonly endpoint: string | undefined;
      readonly leadership: number;
      readonly request: ReplicateRequest;
    };

export type Reply =
  | { readonly granted: true; readonly term: number }
  | { readonly granted: false; readonly term: number; readonly message: string };

/** A change to what is on disk, in the order in which it must reach it. */
export type Persisted =
  | { readonly kind: 'state'; readonly term: number; readonly votedFor: number }
  | { readonly kind: 'append'; readonly record: LogRecord }
  | { readonly kind: 'truncate'; readonly fromIndex: number }
  | { readonly kind: 'apply'; readonly record: LogRecord };

/**
 * What one step wants done: first `persisted`, in order, then everything else. `settled` answers proposals:
 * committed and applied, or dropped because this server no longer leads.
 */
export interface Effects {
  readonly persisted: Persisted[];
  readonly messages: Message[];
  readonly hooks: ('leader' | 'follower')[];
  readonly settled: { readonly token: number; readonly committed: boolean }[];
  readonly journal: string[];
  reply: Reply | undefined;
}

export function noEffects(): Effects {
  return { persisted: [], messages: [], hooks: [], settled: [], journal: [], reply: undefined };
}
