import { RunStatus } from '../gen/hapy/coordinator/v1/coordinator.ts';

/** How a run stands, in the order in which it may. */
export const runWords = ['running', 'succeeded', 'failed', 'partial', 'aborted'] as const;

export type RunWord = (typeof runWords)[number];

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
