import assert from 'node:assert/strict';

import type { Run } from '../api/answers.ts';
import { withNewestRuns, withOlderRuns } from './run-list.ts';

const runsFrom = (newest: number, oldest: number) =>
  Array.from(
    { length: newest - oldest + 1 },
    (_, at): Run => ({
      ...{ runId: `${newest - at}-00`, status: 'succeeded', planHash: 'ab', startedBy: 'ada' },
      ...{ startedAtMs: 1, finishedAtMs: 2, actionsTotal: 1, actionsDone: 1, lastSequence: 3 },
    }),
  );
const told = ({
  runs,
  olderRuns,
}: {
  readonly runs: readonly Run[] | undefined;
  readonly olderRuns: string;
}) => `${runs?.[0]?.runId} ${runs?.length} ${runs?.at(-1)?.runId} ${olderRuns}`;

describe('the list of runs', () => {
  const first = withNewestRuns({ runs: undefined, olderRuns: '' }, { runs: runsFrom(90, 71), next: 'b71' });
  const turned = withOlderRuns(first, { runs: runsFrom(70, 51), next: 'b51' });

  it('grows into the past by a page', () => {
    assert.equal(told(first), '90-00 20 71-00 b71');
    assert.equal(told(turned), '90-00 40 51-00 b51');
    assert.equal(told(withOlderRuns(turned, { runs: runsFrom(50, 41) })), '90-00 50 41-00 ');
  });

  it('keeps what somebody has turned back to when a new run begins', () => {
    assert.equal(told(withNewestRuns(turned, { runs: runsFrom(91, 72), next: 'b72' })), '91-00 41 51-00 b51');
    assert.equal(told(withNewestRuns(first, { runs: runsFrom(91, 72), next: 'b72' })), '91-00 21 71-00 b71');
  });

  it('begins anew rather than leaving a gap', () => {
    assert.equal(
      told(withNewestRuns(turned, { runs: runsFrom(140, 121), next: 'b121' })),
      '140-00 20 121-00 b121',
    );
  });
});
