import type { RunWord } from '../../services/rpc/mapping/run-status.ts';
import type { ExitStatus } from './session.ts';

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
