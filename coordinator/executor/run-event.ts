import type { ActionKind } from '../../services/domain/action.ts';
import type { ErrorRecord } from '../../services/base/errors/hapy-error.ts';

/** The kinds of events of a run; also the words of its journal (see transition.ts). */
export type RunEventKind =
  | 'run-started'
  /** A further plan of the same run: what is left, seen from what is observed by now. */
  | 'run-planned'
  /** Goes on after a stop; what was under way then has an unknown outcome, and is observed. */
  | 'run-resumed'
  /** Somebody asked to stop at the next safe point. */
  | 'run-aborting'
  | 'action-waiting'
  | 'action-started'
  | 'action-progress'
  | 'action-finished'
  | 'action-failed'
  | 'run-finished';

/** `partial` means: something was changed, and the run can be resumed or aborted. */
export type RunStatus = 'running' | 'succeeded' | 'failed' | 'partial' | 'aborted';

/** What the executor tells its journal. Fields that say nothing about an event are empty. */
export interface RunEntry {
  readonly kind: RunEventKind;
  readonly actionId: string;
  readonly actionKind: ActionKind | '';
  readonly node: string;
  /** A key of the message table, with its parameters. */
  readonly message: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly error: ErrorRecord | undefined;
  readonly status: RunStatus;
  /** Since the action, or for events of the whole run the run, was started; in milliseconds. */
  readonly elapsedMs: number;
}

/** An entry that says nothing yet. */
export const emptyEntry: Omit<RunEntry, 'kind'> = {
  actionId: '',
  actionKind: '',
  node: '',
  message: '',
  parameters: {},
  error: undefined,
  status: 'running',
  elapsedMs: 0,
};

/** One line of a run's journal. Sequence numbers start at 1 and have no gaps. */
export interface RunEvent extends RunEntry {
  readonly runId: string;
  readonly sequence: number;
  readonly atMs: number;
}
