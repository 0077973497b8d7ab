import assert from 'node:assert/strict';

import { ModelWorld } from '../../../test/doubles/model-world.ts';
import { specOf } from '../../../test/doubles/spec-of.ts';
import type { NodeState } from '../observed.ts';
import { planCluster } from '../plan-cluster.ts';
import { Snapshot } from '../snapshot.ts';

/** The two ways to a node's state, to be put in place of and put back. */
const prototype = Snapshot.prototype as {
  state: (this: Snapshot, node: string) => NodeState | undefined;
  states: (this: Snapshot) => Iterable<NodeState>;
};

/** How often planning looks at some node's state, for a founding of so many nodes. */
function looksFor(count: number): number {
  const world = new ModelWorld(specOf(count), { instantiated: true });
  const observed = world.observe();
  const { state, states } = prototype;
  let looks = 0;
  prototype.state = function counted(node) {
    looks += 1;
    return state.call(this, node);
  };
  prototype.states = function* counted() {
    for (const each of states.call(this)) {
      looks += 1;
      yield each;
    }
  };
  try {
    planCluster(world.spec, observed, world.nowMs);
  } finally {
    Object.assign(prototype, { state, states });
  }
  return looks;
}

describe('the questions that planning asks', () => {
  it('are as many for each node, however many nodes there are', () => {
    const few = looksFor(50) / 50;
    const many = looksFor(500) / 500;
    assert.ok(many < few * 1.2, `${few} looks a node with 50 nodes, ${many} with 500`);
  });
});
