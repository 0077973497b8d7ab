import assert from 'node:assert/strict';
import fc from 'fast-check';

import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import type { Action } from './action.ts';
import { canonicalPlan } from './canonical-plan.ts';
import { verdictIn } from './holds.ts';
import { planCluster } from './plan-cluster.ts';
import type { Plan } from './plan.ts';
import { Snapshot } from './snapshot.ts';
import { majorityOf } from './spec.ts';

/** Picks one of what may run now, so that every order the plan allows is tried sooner or later. */
type Choice = (ready: readonly Action[]) => Action;

interface Step {
  readonly world: ModelWorld;
  readonly action: Action;
  readonly moment: 'before' | 'after';
}

const orders = fc.infiniteStream(fc.nat(1_000));

function choiceOf(stream: Iterator<number>): Choice {
  return (ready) => {
    const picked = ready[(stream.next().value as number) % ready.length];
    assert(picked !== undefined);
    return picked;
  };
}

/** Applies at most `limit` actions of the plan in an order it allows. */
function carryOut(
  world: ModelWorld,
  plan: Plan,
  choose: Choice,
  look: (step: Step) => void,
  limit = Infinity,
): void {
  const done = new Set<string>();
  let pending = [...plan.actions];
  while (pending.length > 0 && done.size < limit) {
    const ready = pending.filter((action) => action.after.every((id) => done.has(id)));
    assert(ready.length > 0, 'some action can always go on');
    const snapshot = new Snapshot(world.spec, world.observe());
    // A wait is over when what it waits for is so: until then the others go on.
    const able = ready.filter(
      ({ kind, postcondition }) =>
        kind !== 'await' || postcondition.every((each) => verdictIn(each, snapshot).holds),
    );
    const action = choose(able.length === 0 ? ready : able);
    // Like the executor: what is so already is not done again.
    if (!action.postcondition.every((condition) => verdictIn(condition, snapshot).holds)) {
      look({ world, action, moment: 'before' });
      world.apply(action);
      look({ world, action, moment: 'after' });
    }
    done.add(action.id);
    pending = pending.filter((each) => each !== action);
  }
}

function planOf(world: ModelWorld): Plan {
  return planCluster(world.spec, world.observe(), world.nowMs);
}

/** A world anywhere between pristine and formed: a founding that stopped after some of its actions. */
const interrupted = fc.record({
  count: fc.constantFrom(3, 4, 5, 7),
  instantiated: fc.boolean(),
  stops: fc.array(fc.nat(60), { maxLength: 3 }),
  /** A helper was killed after a member's identity was on its disk, and before its oned.conf was. */
  cutOff: fc.boolean(),
  order: orders,
});

type Interrupted = typeof interrupted extends fc.Arbitrary<infer Value> ? Value : never;

function worldOf(start: Interrupted): ModelWorld {
  const world = new ModelWorld(specOf(start.count), { instantiated: start.instantiated });
  const choose = choiceOf(start.order);
  for (const stop of start.stops) carryOut(world, planOf(world), choose, () => undefined, stop);
  const cutOff = [...world.nodes.values()].find(({ guard, running }) => guard === 'member' && !running);
  if (start.cutOff && cutOff !== undefined) cutOff.configuredServerId = -1;
  return world;
}

function check(property: (start: Interrupted) => void): void {
  fc.assert(fc.property(interrupted, property), { numRuns: 150, verbose: 1 });
}

describe('planCluster', () => {
  it('applying a plan and planning again gives nothing', () => {
    check((start) => {
      const world = worldOf(start);
      const plan = planOf(world);
      assert.deepEqual(
        plan.findings.filter((finding) => finding.severity === 'error'),
        [],
      );
      carryOut(world, plan, choiceOf(start.order), () => undefined);
      assert.deepEqual(
        planOf(world).actions.map((action) => action.id),
        [],
      );
    });
  });

  it('every precondition holds when its action is reached, and every postcondition after it', () => {
    check((start) => {
      const world = worldOf(start);
      carryOut(world, planOf(world), choiceOf(start.order), ({ action, moment }) => {
        const snapshot = new Snapshot(world.spec, world.observe());
        const conditions = moment === 'before' ? action.precondition : action.postcondition;
        for (const condition of conditions) {
          const verdict = verdictIn(condition, snapshot);
          assert(verdict.holds, `${moment} ${action.id}: ${JSON.stringify(condition)}`);
        }
      });
    });
  });

  it('at no point is a quorum given away', () => {
    check((start) => {
      const world = worldOf(start);
      let wasLed = world.leader !== undefined;
      carryOut(world, planOf(world), choiceOf(start.order), ({ action }) => {
        if (wasLed) assert(world.leader !== undefined, `${action.id} left the zone without a leader`);
        wasLed = world.leader !== undefined;
        if (world.leader === undefined) return;
        const pool = world.node(world.leader).database.servers.length;
        assert(world.servingMembers().length >= majorityOf(pool), `${action.id} gave the quorum away`);
      });
    });
  });

  it('in a live zone no server is added before the last one is in sync', () => {
    fc.assert(
      fc.property(fc.constantFrom(3, 5), fc.integer({ min: 1, max: 3 }), orders, (formed, more, order) => {
        const world = growingWorld(formed, more, choiceOf(order));
        let adds = 0;
        // The gate stands in the plan itself, so that it holds when something changes on the way.
        for (const action of planOf(world).actions.filter((each) => each.kind === 'add-zone-server')) {
          assert(
            action.precondition.some((condition) => condition.is === 'zone-in-sync'),
            action.id,
          );
        }
        carryOut(world, planOf(world), choiceOf(order), ({ action, moment }) => {
          if (action.kind !== 'add-zone-server' || moment !== 'before') return;
          adds += 1;
          const verdict = verdictIn({ is: 'zone-in-sync' }, new Snapshot(world.spec, world.observe()));
          assert(verdict.holds, `${action.id} came too early`);
        });
        assert.equal(adds, more);
        assert.deepEqual(
          planOf(world).actions.map((action) => action.id),
          [],
        );
      }),
      { numRuns: 40 },
    );
  });

  it('no oned starts with an id that the pool does not give it', () => {
    check((start) => {
      const world = worldOf(start);
      carryOut(world, planOf(world), choiceOf(start.order), ({ action, moment }) => {
        if (moment !== 'after') return;
        for (const node of world.servingMembers()) {
          const given = node.database.servers.find((server) => server.name === node.spec.fqdn)?.id;
          assert.equal(node.configuredServerId, given, `${node.spec.name} after ${action.id}`);
        }
      });
    });
  });

  it('the plan does not depend on the order in which agents answered', () => {
    check((start) => {
      const world = worldOf(start);
      const observed = world.observe();
      const reports = [...observed.reports].sort(() => ((start.order.next().value ?? 0) % 2 === 0 ? 1 : -1));
      const shuffled = planCluster(world.spec, { reports }, world.nowMs);
      assert.deepEqual(shuffled, planCluster(world.spec, observed, world.nowMs));
      assert.equal(canonicalPlan(shuffled), canonicalPlan(planOf(world)));
    });
  });

  it('a founding begins with everybody, and goes on without a node only where its return is safe', () => {
    check((start) => {
      const world = worldOf(start);
      if (world.leader !== undefined) return;
      const silent = world.node(`hapy${((start.order.next().value ?? 0) % start.count) + 1}`);
      const begun = [...world.nodes.values()].some((node) => node !== silent && node.guard !== 'free');
      world.silent.add(silent.spec.name);
      const plan = planOf(world);
      if (!begun) assert.deepEqual(plan.actions, []);
      carryOut(world, plan, choiceOf(start.order), ({ action }) => {
        assert(action.at !== silent.spec.name, `${action.id} asks a node that does not answer`);
        const pool = world.leader === undefined ? [] : world.node(world.leader).database.servers;
        if (!pool.some((server) => server.name === silent.spec.fqdn)) return;
        // Answering the zone with credentials of its own would ruin it (opennebula.md, fact 1).
        assert(silent.guard === 'held' || silent.guard === 'member', `${action.id} counts on a stranger`);
      });
      world.silent.clear();
      carryOut(world, planOf(world), choiceOf(start.order), () => undefined);
      assert.equal(world.servingMembers().length, start.count);
      assert.deepEqual(planOf(world).actions, []);
    });
  });
});

/** A formed zone whose spec has just grown by `more` nodes. */
function growingWorld(formed: number, more: number, choose: Choice): ModelWorld {
  const small = new ModelWorld(specOf(formed), { instantiated: true });
  carryOut(small, planOf(small), choose, () => undefined);
  const world = new ModelWorld(specOf(formed + more), { instantiated: true });
  for (const [name, node] of small.nodes) world.nodes.set(name, node);
  world.raft.settle();
  return world;
}
