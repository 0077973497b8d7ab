import assert from 'node:assert/strict';

import { healthyCluster } from '../../test/doubles/healthy-cluster.ts';
import type { NodeState, Observed } from './observed.ts';
import { lagsIn } from './replication-lag.ts';
import { Snapshot } from './snapshot.ts';

const { spec, observed } = healthyCluster();
const leader = new Snapshot(spec, observed).leader;

function changed(change: (state: NodeState) => NodeState | undefined): Observed {
  return {
    reports: observed.reports.map((report) => {
      const state = report.state && change(report.state);
      if (state !== undefined) return { ...report, state };
      return { ...report, state, unreachable: { code: 'HAPY-E500', parameters: {} } };
    }),
  };
}
const withIndex = (state: NodeState, logIndex: number): NodeState => {
  const { raft } = state.oned;
  assert.ok(raft !== undefined);
  return { ...state, oned: { ...state.oned, raft: { ...raft, logIndex } } };
};
const lagsOf = (seen: Observed) => [...lagsIn(new Snapshot(spec, seen))];

describe('the replication lag', () => {
  it('is what each follower has less than the leader, and never less than nothing', () => {
    assert.equal(leader, 'hapy1');
    const indexes: Readonly<Record<string, number>> = { hapy1: 50, hapy2: 46, hapy3: 51 };
    assert.deepEqual(lagsOf(changed((state) => withIndex(state, indexes[state.node] ?? 0))), [
      ['hapy2', 4],
      ['hapy3', 0],
    ]);
  });

  it('is not known of a node that is silent or no member, and of nobody while nobody leads', () => {
    const silent = changed((state) => (state.node === 'hapy2' ? undefined : state));
    assert.deepEqual(lagsOf(silent), [['hapy3', 0]]);
    const held = changed((state) =>
      state.node === 'hapy2' ? { ...state, guard: { ...state.guard, state: 'held' } } : state,
    );
    assert.deepEqual(lagsOf(held), [['hapy3', 0]]);
    assert.deepEqual(lagsOf(changed((state) => (state.node === 'hapy1' ? undefined : state))), []);
  });
});
