import type { Clock } from '../../services/base/clock.ts';
import type { Log } from '../../services/base/log.ts';
import type { HeldLease } from './lease.ts';
import type { NodeLocks } from './node-locks.ts';
import type { Observer } from './observer.ts';
import type { Agents, SpecPort } from './ports.ts';
import type { RunEntry } from './run-event.ts';

/** What carrying out a run has at hand. */
export interface RunContext {
  readonly runId: string;
  /** What is wanted: a run that takes a node out changes it on its way. */
  readonly specs: SpecPort;
  readonly agents: Agents;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly log: Log;
  readonly lease: HeldLease;
  readonly locks: NodeLocks;
  /** Ends everything at once: the lease is lost, or the coordinator stops. */
  readonly signal: AbortSignal;
  /** Aborted when somebody asked for the run's end: nothing begins that is not needed for a safe point. */
  readonly halting: AbortSignal;
  /** Durable when it returns; what is left out is empty. */
  record(entry: Pick<RunEntry, 'kind'> & Partial<RunEntry>): void;
}

/** The same for carrying out one of the run's plans. */
export interface AttemptContext extends RunContext {
  /** From 1. The ids of operations hold it, so that a repeated action is a new operation. */
  readonly attempt: number;
}
