import assert from 'node:assert/strict';

import { healthyCluster } from '../../test/doubles/healthy-cluster.ts';
import { neededNodes } from './needed-nodes.ts';
import type { NodeState } from './observed.ts';
import { Snapshot } from './snapshot.ts';
import { everyServerServes, indexOfLackedRecord } from './waits-for-write.ts';

const { spec, observed } = healthyCluster();

function where(name: string, change: (state: NodeState) => Partial<NodeState>): Snapshot {
  const reports = observed.reports.map((report) =>
    report.node !== name || report.state === undefined
      ? report
      : { ...report, state: { ...report.state, ...change(report.state) } },
  );
  return new Snapshot(spec, { reports });
}

const raft = (more: object) => (state: NodeState) => ({
  oned: { ...state.oned, raft: { ...state.oned.raft!, ...more } },
});
const whole = new Snapshot(spec, observed);
const silent = new Snapshot(spec, {
  reports: observed.reports.map((report) =>
    report.node === 'hapy3'
      ? { node: 'hapy3', atMs: 0, state: undefined, unreachable: { code: 'HAPY-E500', parameters: {} } }
      : report,
  ),
});
const extra = (name: string) =>
  where('hapy1', ({ zone }) => ({
    zone: {
      ...zone!,
      servers: [...zone!.servers, { id: 9, name, endpoint: 'http://10.77.0.99:2633/RPC2' }],
    },
  }));

describe('a record that waits for the next write (fact 8)', () => {
  it('is lacking nowhere in a zone that is whole, and not what is not committed yet', () => {
    assert.equal(indexOfLackedRecord(whole), undefined);
    const behind = raft({ commit: 119, logIndex: 120 });
    assert.equal(indexOfLackedRecord(where('hapy2', behind)), undefined);
  });

  it('is the leader’s last, where a server lacks one that is committed', () => {
    assert.equal(indexOfLackedRecord(where('hapy3', raft({ logIndex: 119 }))), 120);
  });

  it('is not asked for where a write would not help: nobody leads, or a server does not serve', () => {
    assert.equal(indexOfLackedRecord(where('hapy1', raft({ state: 'candidate', logIndex: 119 }))), undefined);
    assert.equal(indexOfLackedRecord(silent), undefined);
    const stopped = (state: NodeState) => ({ oned: { ...state.oned, process: 'stopped', raft: undefined } });
    assert.equal(indexOfLackedRecord(where('hapy2', stopped as never)), undefined);
  });

  it('needs every server of the zone to be one of ours, once, that serves', () => {
    assert.equal(everyServerServes(whole), true);
    assert.equal(everyServerServes(silent), false);
    assert.equal(everyServerServes(extra('by-hand.ac-test.fr')), false);
    assert.equal(everyServerServes(extra('hapy2.ac-test.fr')), false);
  });
});

describe('the nodes without whose word a condition cannot hold', () => {
  it('are the node that it is about, those that it names, all of them, or those of the zone', () => {
    assert.deepEqual(neededNodes({ is: 'oned-running', node: 'hapy2' }, whole), ['hapy2']);
    assert.deepEqual(neededNodes({ is: 'all-held' }, whole), ['hapy1', 'hapy2', 'hapy3']);
    assert.deepEqual(neededNodes({ is: 'all-serving', nodes: ['hapy2'] }, whole), ['hapy2']);
    assert.deepEqual(neededNodes({ is: 'zone-in-sync' }, whole), ['hapy1', 'hapy2', 'hapy3']);
    assert.deepEqual(neededNodes({ is: 'zone-led' }, whole), []);
  });
});
