import type { Run, Runs } from '../api/answers.ts';

/** The runs that are shown, newest first, and where older ones are. */
interface RunList {
  readonly runs: readonly Run[] | undefined;
  readonly olderRuns: string;
}

/** The newest runs as they are now, before those that somebody has turned back to. */
export function withNewestRuns(
  { runs = [], olderRuns }: RunList,
  { runs: newest, next = '' }: Runs,
): RunList {
  const last = newest.at(-1);
  const at = last === undefined ? -1 : runs.findIndex(({ runId }) => runId === last.runId);
  // Nothing older was shown, or so much has happened that a gap would stay between the two.
  if (at < 0 || at === runs.length - 1) return { runs: newest, olderRuns: next };
  return { runs: [...newest, ...runs.slice(at + 1)], olderRuns };
}

/** A page more of the past. */
export function withOlderRuns({ runs = [] }: RunList, { runs: older, next = '' }: Runs): RunList {
  return { runs: [...runs, ...older], olderRuns: next };
}
