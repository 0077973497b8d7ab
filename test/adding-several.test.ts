import assert from 'node:assert/strict';

import { lifeOf } from './doubles/life-of.ts';
import { formed, node } from './simulation/stories.ts';

describe('each of several nodes that are to be added', () => {
  it('comes after another where three are added at once, though the three that stand are no majority of six', async () => {
    const life = lifeOf(formed(3));
    const nodes = ['hapy4', 'hapy5', 'hapy6'].map(node);
    await life.begin({ intent: { verb: 'add', nodes } });
    for (const each of nodes) {
      // As long as a person takes to bring it.
      await life.run(life.clock.delay(60_000));
      life.world.addMachine(each);
    }
    await life.finish();
    assert.equal(life.world.node(life.world.leader ?? '').database.servers.length, 6);
  });

  it('may have its certificate long before its agent starts: those who stand stay a majority until then', async () => {
    const life = lifeOf(formed(3));
    const nodes = ['hapy4', 'hapy5', 'hapy6'].map(node);
    await life.begin({ intent: { verb: 'add', nodes } });
    for (const each of nodes) {
      life.world.addMachine(each);
      life.agents.unreachable.add(each.name);
    }
    await life.run(life.clock.delay(60_000));
    assert.deepEqual(life.journal.of('run-finished'), []);
    life.agents.unreachable.clear();
    await life.finish();
  });
});
