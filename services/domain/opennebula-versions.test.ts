import assert from 'node:assert/strict';

import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { knownVersions, mayFound } from './opennebula-versions.ts';
import { planCluster } from './plan-cluster.ts';
import type { Plan } from './plan.ts';

function worldWith(version: string): ModelWorld {
  const world = new ModelWorld(specOf(3), { instantiated: true });
  world.openNebula = version;
  return world;
}

const planOf = (world: ModelWorld) => planCluster(world.spec, world.observe(), world.nowMs);
const added = (plan: Plan) =>
  plan.actions.filter((action) => action.kind === 'add-zone-server').map((action) => action.node);

describe('the versions of OpenNebula', () => {
  it('are known by major and minor number', () => {
    for (const version of ['5.12.0.4', '5.12', '6.6.1.1', '6.8.0', '6.10.0', '6.10.5'])
      assert(mayFound(version), version);
    for (const version of ['5.1.2', '6.0.0', '6.4.1', '6.60.1', '7.0.0', 'x'])
      assert(!mayFound(version), version);
    assert(knownVersions.every(({ source }) => /[0-9a-f]{8}/.test(source)));
  });

  it('found all servers at once where that is known to work', () => {
    const world = worldWith('6.6.1.1');
    assert.deepEqual(added(planOf(world)), ['hapy1', 'hapy2', 'hapy3']);
  });

  it('are founded by no guess: with an unknown one, which is named, the servers join one by one', () => {
    const plan = planOf(worldWith('7.0.1'));
    assert.equal(plan.way, 'one-by-one');
    assert.deepEqual(
      plan.actions.filter(({ kind }) => kind === 'add-zone-server').map(({ node, at }) => [node, at]),
      [
        ['hapy1', 'hapy1'],
        ['hapy2', 'hapy1'],
        ['hapy3', '@leader'],
      ],
    );
    const found = plan.findings.find(({ code }) => code === 'HAPY-E419');
    assert.deepEqual(found?.parameters, { node: 'hapy1', version: '7.0.1', known: '5.12, 6.6, 6.8, 6.10' });
  });
});
