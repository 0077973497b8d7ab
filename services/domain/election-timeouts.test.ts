import assert from 'node:assert/strict';

import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { electedWithinMs, electionBaseMs } from './election-timeouts.ts';
import { planCluster } from './plan-cluster.ts';
import { Snapshot } from './snapshot.ts';

function worldOf(count: number, shippedMs: number): ModelWorld {
  const world = new ModelWorld(specOf(count), { instantiated: true });
  for (const node of world.nodes.values()) node.electionTimeoutMs = shippedMs;
  return world;
}

const snapshotOf = (world: ModelWorld) => new Snapshot(world.spec, world.observe());

function apply(world: ModelWorld): void {
  for (const action of planCluster(world.spec, world.observe(), world.nowMs).actions) world.apply(action);
}

const timeoutsOf = (world: ModelWorld) => [...world.nodes.values()].map((node) => node.electionTimeoutMs);

describe('the election time-outs', () => {
  it('begin where the oned.conf of index 0 does, and no two are the same', () => {
    for (const [shippedMs, wanted] of [
      [5000, [5000, 6500, 8000]],
      [20_000, [20_000, 21_500, 23_000]],
    ] as const) {
      const world = worldOf(3, shippedMs);
      apply(world);
      assert.deepEqual(timeoutsOf(world), wanted);
    }
  });

  it('are told by whichever members report, so that an interrupted founding goes on with the same', () => {
    const world = worldOf(3, 20_000);
    apply(world);
    for (const silent of ['hapy1', 'hapy2', 'hapy3']) {
      world.silent.add(silent);
      assert.equal(electionBaseMs(snapshotOf(world)), 20_000, `without ${silent}`);
      world.silent.clear();
    }
  });

  it('are taken as shipped where oned.conf says nothing sensible', () => {
    for (const accident of [0, -1, 3, 10_000_000])
      assert.equal(electionBaseMs(snapshotOf(worldOf(3, accident))), 5000, String(accident));
  });

  it('lengthen what a plan allows for an election', () => {
    assert.equal(electedWithinMs(snapshotOf(worldOf(3, 5000))), 180_000);
    const slow = planCluster(specOf(3), worldOf(3, 30_000).observe(), 1_000_000);
    assert.equal(slow.actions.find(({ id }) => id === 'await/zone-led')?.deadlineMs, 480_000);
  });

  it('of servers that had equal ones begin at that value', () => {
    const world = worldOf(3, 5000);
    apply(world);
    for (const node of world.nodes.values()) node.electionTimeoutMs = 5000;
    assert.equal(electionBaseMs(snapshotOf(world)), 5000);
  });
});
