import assert from 'node:assert/strict';

import { cluster, findingOf, nodeOf, stateOf } from '../testing/cluster-data.ts';
import { findingGroups, verdictOf } from './verdict.ts';

const members = [nodeOf(0), nodeOf(1), nodeOf(2)];

describe('the verdict', () => {
  it('is the gravest of what was found', () => {
    const warning = findingOf('HAPY-E661', { severity: 'warning' });
    assert.equal(verdictOf(cluster, members, []).key, 'verdict.healthy');
    assert.equal(verdictOf(cluster, members, [findingOf('HAPY-E681', { severity: 'info' })]).tone, 'good');
    assert.deepEqual(verdictOf(cluster, members, [warning, warning]), {
      ...{ tone: 'warning', key: 'verdict.warnings', count: 2 },
    });
    assert.equal(verdictOf(cluster, members, [warning, findingOf('HAPY-E670')]).key, 'verdict.errors');
  });

  it('does not alarm while a run is at work, nor before the cluster is formed', () => {
    const found = [findingOf('HAPY-E670')];
    assert.equal(verdictOf({ activeRun: '7-0123abcd' }, members, found).key, 'verdict.running');
    const guard = { state: 'free' as const, clusterId: '', serverId: -1 };
    const free = members.map((node, index) => ({ ...node, state: { ...stateOf(index), guard } }));
    assert.equal(verdictOf(cluster, free, found).key, 'verdict.unformed');
  });
});

describe('findings in groups', () => {
  it('tells what follows from another under it, once, and the gravest first', () => {
    const groups = findingGroups([
      findingOf('HAPY-E661', { severity: 'warning', followsFrom: 'HAPY-E670' }),
      findingOf('HAPY-E681', { severity: 'info' }),
      findingOf('HAPY-E670', { node: 'hapy1' }),
      findingOf('HAPY-E670', { node: 'hapy2' }),
    ]);
    assert.deepEqual(
      groups.map(({ finding, following }) => `${finding.code} ${finding.node} ${following.length}`),
      ['HAPY-E670 hapy1 1', 'HAPY-E670 hapy2 0', 'HAPY-E681  0'],
    );
  });

  it('shows a finding by itself when what it follows from is not there', () => {
    const [only] = findingGroups([findingOf('HAPY-E661', { followsFrom: 'HAPY-E670' })]);
    assert.equal(only?.finding.code, 'HAPY-E661');
  });
});
