import assert from 'node:assert/strict';

import type { ModelWorld } from '../../../test/doubles/model-world.ts';
import { formed } from '../../../test/simulation/stories.ts';
import { planCluster } from '../plan-cluster.ts';
import type { Plan } from '../plan.ts';

const repair = { verb: 'repair' } as const;

function planOf(world: ModelWorld, intent?: typeof repair): Plan {
  return planCluster(world.spec, world.observe(), world.nowMs, { discardDatabases: new Map(), intent });
}

/** The node has applied something that the zone has not. */
function diverge(world: ModelWorld, name: string): void {
  const node = world.node(name);
  node.database = { ...node.database, version: 'a record that was never committed' };
}

const divergedIn = (plan: Plan) =>
  plan.findings.filter(({ code }) => code === 'HAPY-E551').map(({ node }) => node);

describe('a follower whose database differs at the same place of the log', () => {
  it('is told of by every plan, and gets the leader’s by a repair', () => {
    const world = formed(3);
    diverge(world, 'hapy3');
    assert.deepEqual(divergedIn(planOf(world)), ['hapy3']);
    assert.deepEqual(planOf(world).actions, [], 'no other plan touches it');
    const plan = planOf(world, repair);
    assert.deepEqual(
      plan.actions.map(({ id }) => id),
      [
        'hold-oned/hapy3',
        'export-seed/hapy3',
        'import-seed/hapy3',
        'configure-member/hapy3',
        'start-oned/hapy3',
        'reset-zone-server/hapy3',
        'set-zone-endpoint/hapy3',
        // A seed brings the leader's keys.
        ...['hapy1', 'hapy2', 'hapy3'].map((name) => `configure-peer-ssh/${name}`),
      ],
    );
    // The executor takes no seed of an earlier run for one that was made for this repair (stale-seed.ts).
    for (const action of plan.actions) world.apply(action);
    assert.deepEqual(world.node('hapy3').database, world.node('hapy1').database);
    assert.deepEqual(divergedIn(planOf(world)), []);
  });

  it('is left alone where the leader is the one that differs: nobody can say who is right', () => {
    const world = formed(3);
    diverge(world, 'hapy1');
    assert.equal(world.leader, 'hapy1');
    assert.deepEqual(divergedIn(planOf(world)), []);
    assert.deepEqual(planOf(world, repair).actions, []);
  });

  it('is not compared while it lacks a record of the leader', () => {
    const world = formed(3);
    diverge(world, 'hapy3');
    const node = world.node('hapy3');
    node.database = { ...node.database, index: node.database.index - 1 };
    assert.deepEqual(divergedIn(planOf(world)), []);
  });
});
