import assert from 'node:assert/strict';

import { healthyCluster, noonMs } from '../../test/doubles/healthy-cluster.ts';
import { RecentPast } from './recent-past.ts';

describe('the recent past', () => {
  const [report] = healthyCluster().observed.reports;
  const state = report?.state;
  assert.ok(state?.oned.raft !== undefined);
  const atTerm = (term: number) => ({
    ...state,
    oned: { ...state.oned, raft: { ...state.oned.raft!, term } },
  });
  const terms = (past: RecentPast) => past.samples().map(({ raft }) => raft?.term);

  it('keeps one sample for each change, and one from before the time it looks back', () => {
    const past = new RecentPast();
    for (const [seconds, term] of [
      [0, 1],
      [1, 1],
      [60, 2],
      [700, 3],
    ] as const) {
      past.note('hapy1', atTerm(term), noonMs + seconds * 1000);
    }
    assert.deepEqual(terms(past), [2, 3]);
  });

  it('begins anew with how things stand after a run, whose elections are no trouble', () => {
    const past = new RecentPast();
    past.beginAnew();
    for (const term of [1, 2, 3]) past.note('hapy1', atTerm(term), noonMs + term);
    past.note('hapy2', atTerm(3), noonMs);
    past.beginAnew();
    assert.deepEqual(terms(past), [3, 3]);
    past.note('hapy1', atTerm(4), noonMs + 10);
    assert.deepEqual(terms(past), [3, 3, 4]);
  });
});
