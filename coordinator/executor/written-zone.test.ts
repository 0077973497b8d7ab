import assert from 'node:assert/strict';

import { FakeAgents } from '../../test/doubles/fake-agents.ts';
import { MemoryJournal } from '../../test/doubles/memory-journal.ts';
import type { ModelWorld } from '../../test/doubles/model-world.ts';
import { OneCoordinator } from '../../test/doubles/one-coordinator.ts';
import { VirtualClock } from '../../test/doubles/virtual-clock.ts';
import { formed } from '../../test/simulation/stories.ts';
import type { NodeState } from '../../services/domain/observed.ts';
import { hashOfPlan } from './plan-hash.ts';
import type { PlanWish } from './run-plans.ts';

const reconfigure: PlanWish = { intent: { verb: 'reconfigure', nodes: [], parallel: false, id: 'r1' } };
const nothing: PlanWish = {};
const add: PlanWish = {
  intent: { verb: 'add', nodes: [{ name: 'hapy4', fqdn: 'hapy4.ac-test.fr', address: '10.0.1.4' }] },
};

function plansOf(world: ModelWorld) {
  const clock = new VirtualClock();
  const journal = new MemoryJournal();
  const agents = new FakeAgents(world, clock, journal);
  const { runs } = new OneCoordinator({ world, agents, clock, journal });
  return {
    clock,
    runs,
    plan: async (wish: PlanWish) => (await clock.runUntil(runs.plan(wish))).plan,
  };
}

const followerOf = (world: ModelWorld) => [...world.nodes.keys()].find((name) => name !== world.leader) ?? '';

/** The same server when it had not yet received what came after `index`. */
function atMost(index: number, state: NodeState): NodeState {
  const { raft } = state.oned;
  if (raft === undefined || raft.logIndex <= index) return state;
  return {
    ...state,
    oned: { ...state.oned, raft: { ...raft, logIndex: index, commit: Math.min(raft.commit, index) } },
  };
}

/** People write all the time: whenever a follower is looked at it lacks what was written last, and has all before. */
function busy(world: ModelWorld): void {
  const name = followerOf(world);
  world.traps.set(name, (state) => {
    const had = world.node(world.leader ?? '').database.index;
    world.write(() => ({}));
    return atMost(had - 1, state);
  });
}

describe('a zone that is written to', () => {
  for (const [what, wish] of Object.entries({ reconfigure, nothing, add })) {
    it(`has the plan of a quiet one although a follower is a record behind at each look (${what})`, async () => {
      const quiet = hashOfPlan(await plansOf(formed(3)).plan(wish));
      const world = formed(3);
      busy(world);
      assert.equal(hashOfPlan(await plansOf(world).plan(wish)), quiet);
    });
  }

  it('starts what was shown, where a record was on its way when it was shown or approved', async () => {
    for (const late of ['plan', 'start'] as const) {
      const world = formed(3);
      const { clock, runs, plan } = plansOf(world);
      const name = followerOf(world);
      const onItsWay = () => {
        let looks = 0;
        const has = world.node(name).database.index;
        world.write(() => ({}));
        world.traps.set(name, (state) => ((looks += 1) > 1 ? state : atMost(has, state)));
      };
      if (late === 'plan') onItsWay();
      const planHash = hashOfPlan(await plan(reconfigure));
      if (late === 'start') onItsWay();
      await clock.runUntil(runs.start({ ...reconfigure, planHash, startedBy: 'test', reason: '' }));
      await clock.runUntil(runs.ended());
    }
  });

  it('is written to by a plan when nobody else does and a follower stays behind', async () => {
    const world = formed(3);
    const lacked = world.node(followerOf(world)).database.index;
    world.write(() => ({}));
    world.traps.set(followerOf(world), (state) => atMost(lacked, state));
    const { actions } = await plansOf(world).plan(reconfigure);
    assert.equal(actions[0]?.id, 'set-zone-endpoint');
  });
});
