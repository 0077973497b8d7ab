import { RunStatus } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import type { ExitStatus } from './session.ts';

export type RunWord = 'running' | 'succeeded' | 'failed' | 'partial' | 'aborted';

/** The word for a run's status, the same as in messages and in -o json. */
export function runWord(status: RunStatus): RunWord {
  switch (status) {
    case RunStatus.RUN_STATUS_SUCCEEDED:
      return 'succeeded';
    case RunStatus.RUN_STATUS_FAILED:
      return 'failed';
    case RunStatus.RUN_STATUS_PARTIAL:
      return 'partial';
    case RunStatus.RUN_STATUS_ABORTED:
      return 'aborted';
    case RunStatus.RUN_STATUS_UNSPECIFIED:
    case RunStatus.RUN_STATUS_RUNNING:
      return 'running';
  }
}

/** How a run that ended as `word` ends the command that carried it out or followed it. */
export function exitStatusOfRun(word: RunWord): ExitStatus {
  switch (word) {
    case 'succeeded':
      return 0;
    case 'failed':
    // Done as asked for `run abort`, which says 0 itself; for `apply` the wanted cluster was not reached.
    case 'aborted':
      return 1;
    case 'partial':
    case 'running':
      return 4;
  }
}
