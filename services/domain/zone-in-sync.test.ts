import assert from 'node:assert/strict';

import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { holdsIn } from './holds.ts';
import type { NodeState, Raft } from './observed.ts';
import { planCluster } from './plan-cluster.ts';
import { Snapshot } from './snapshot.ts';

describe('a zone in sync', () => {
  const world = new ModelWorld(specOf(3), { instantiated: true });

  before(() => planCluster(world.spec, world.observe(), 0).actions.forEach((each) => world.apply(each)));
  afterEach(() => world.traps.clear());

  const inSync = (): boolean => holdsIn({ is: 'zone-in-sync' }, new Snapshot(world.spec, world.observe()));
  const raftOf = (name: string): Raft => {
    const raft = new Snapshot(world.spec, world.observe()).state(name)?.oned.raft;
    assert.ok(raft !== undefined);
    return raft;
  };
  const change = (name: string, raft: Partial<Raft>) => {
    const now = raftOf(name);
    world.traps.set(name, (state: NodeState) => ({
      ...state,
      oned: { ...state.oned, raft: { ...now, ...raft } },
    }));
  };

  it('is one where nothing moves', () => assert.ok(inSync()));

  it('is one in use, with a record on its way', () => {
    // As a real zone showed it under a write every 300 ms: leader and followers at 109, committed 108.
    const { logIndex } = raftOf('hapy1');
    change('hapy1', { logIndex: logIndex + 1 });
    assert.ok(inSync(), 'the leader has it already');
    change('hapy2', { logIndex: logIndex + 1 });
    assert.ok(inSync(), 'and one follower');
  });

  it('is none where a follower misses what is committed', () => {
    change('hapy2', { logIndex: raftOf('hapy1').commit - 1 });
    assert.equal(inSync(), false);
  });

  it('is none where the same index holds a record of another term', () => {
    change('hapy2', { logTerm: raftOf('hapy1').logTerm + 1 });
    assert.equal(inSync(), false);
  });
});
