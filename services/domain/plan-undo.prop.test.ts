import assert from 'node:assert/strict';
import fc from 'fast-check';

import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import type { Action } from './action.ts';
import { verdictIn } from './holds.ts';
import { planCluster } from './plan-cluster.ts';
import { planUndo } from './plan-undo.ts';
import type { Plan } from './plan.ts';
import { Snapshot } from './snapshot.ts';
import { majorityOf } from './spec.ts';

type Order = Iterator<number>;
type Look = (world: ModelWorld, action: Action, moment: 'before' | 'after') => void;

const orders = fc.infiniteStream(fc.nat(1_000));

/** A founding that stopped after some of its actions, and where undoing it stopped. */
const interrupted = fc.record({
  count: fc.constantFrom(3, 4, 5, 7),
  instantiated: fc.boolean(),
  stops: fc.array(fc.nat(40), { minLength: 1, maxLength: 3 }),
  undoStops: fc.array(fc.nat(12), { maxLength: 3 }),
  /** Who is entered in the pool once more, as by an answer that was lost. */
  doubled: fc.option(fc.nat(6), { nil: undefined }),
  order: orders,
});

type Interrupted = typeof interrupted extends fc.Arbitrary<infer Value> ? Value : never;

/** Applies at most `limit` actions in an order that the plan allows, as the executor does. */
function carryOut(world: ModelWorld, plan: Plan, order: Order, limit = Infinity, look?: Look): void {
  const done = new Set<string>();
  let pending = [...plan.actions];
  while (pending.length > 0 && done.size < limit) {
    const ready = pending.filter((action) => action.after.every((id) => done.has(id)));
    const snapshot = new Snapshot(world.spec, world.observe());
    // A wait is over when what it waits for is so: until then the others go on.
    const able = ready.filter(
      ({ kind, postcondition }) =>
        kind !== 'await' || postcondition.every((each) => verdictIn(each, snapshot).holds),
    );
    const choices = able.length === 0 ? ready : able;
    const action = choices[(order.next().value as number) % choices.length];
    assert(action !== undefined, 'some action can always go on');
    if (!action.postcondition.every((condition) => verdictIn(condition, snapshot).holds)) {
      look?.(world, action, 'before');
      world.apply(action);
      look?.(world, action, 'after');
    }
    done.add(action.id);
    pending = pending.filter((each) => each !== action);
  }
}

function founding(world: ModelWorld): Plan {
  return planCluster(world.spec, world.observe(), world.nowMs);
}

function undoing(world: ModelWorld): Plan {
  return planUndo(world.spec, world.observe(), world.nowMs);
}

function hasMember(world: ModelWorld): boolean {
  return [...world.nodes.values()].some((node) => node.guard === 'member');
}

/** What an administrator would compare, apart from an `instance` that the founding has finished. */
function factsOf(world: ModelWorld) {
  return [...world.nodes.values()].map((node) => ({
    node: node.spec.name,
    guard: node.guard,
    serverId: node.configuredServerId,
    userKey: node.userKey,
    servers: node.database.servers,
    endpoint: node.database.endpoint,
    hosts: node.database.hosts,
    runs: node.running === (node.instance === 'done'),
    seeds: [node.imported, node.exported],
  }));
}

function pristine({ count, instantiated }: Interrupted): ModelWorld {
  return new ModelWorld(specOf(count), { instantiated });
}

function worldOf(start: Interrupted): ModelWorld {
  const world = pristine(start);
  for (const stop of start.stops) carryOut(world, founding(world), start.order, stop);
  const first = world.node('hapy1');
  const [entry] = first.database.servers.slice(start.doubled ?? Infinity);
  if (entry !== undefined && first.running && first.guard === 'solo') {
    first.database = { ...first.database, servers: [...first.database.servers, { ...entry, id: 9 }] };
  }
  return world;
}

/** Properties of every founding that no HA start has ended. */
function check(property: (start: Interrupted, world: ModelWorld) => void): void {
  fc.assert(
    fc.property(interrupted, (start) => {
      const world = worldOf(start);
      fc.pre(!hasMember(world));
      property(start, world);
    }),
    { numRuns: 200, verbose: 1 },
  );
}

function undo(world: ModelWorld, start: Interrupted, look?: Look): void {
  for (const stop of start.undoStops) carryOut(world, undoing(world), start.order, stop, look);
  carryOut(world, undoing(world), start.order, Infinity, look);
}

describe('planUndo', () => {
  it('leaves the nodes as they were, in whatever order and however often it was interrupted', () => {
    check((start, world) => {
      undo(world, start);
      assert.deepEqual(factsOf(world), factsOf(pristine(start)));
      for (const node of world.nodes.values()) {
        if (node.spec.name !== 'hapy1') assert.equal(node.database.version, `own-${node.spec.name}`);
      }
      assert.deepEqual(undoing(world), {
        clusterId: 'c1',
        way: 'none',
        actions: [],
        leftAlone: [],
        findings: [],
      });
    });
  });

  it('every precondition holds when its action is reached, and every postcondition after it', () => {
    check((start, world) => {
      undo(world, start, (seen, action, moment) => {
        const snapshot = new Snapshot(seen.spec, seen.observe());
        for (const condition of moment === 'before' ? action.precondition : action.postcondition) {
          const verdict = verdictIn(condition, snapshot);
          assert(verdict.holds, `${moment} ${action.id}: ${JSON.stringify(condition)}`);
        }
      });
    });
  });

  it('starts nobody on a seed, and nobody as a member', () => {
    check((start, world) => {
      undo(world, start, (seen) => {
        for (const node of seen.nodes.values()) {
          assert.notEqual(node.guard, 'member');
          assert(!node.running || node.imported === undefined, `${node.spec.name} runs on a seed`);
        }
      });
    });
  });

  it('a full founding succeeds afterwards', () => {
    check((start, world) => {
      undo(world, start);
      const plan = founding(world);
      assert.equal(plan.way, 'found');
      carryOut(world, plan, start.order);
      assert.equal(world.leader, 'hapy1');
      assert.deepEqual(founding(world).actions, []);
    });
  });

  it('undoes the others while a node does not answer, and that one when it is back', () => {
    check((start, world) => {
      const silent = `hapy${((start.order.next().value ?? 0) % (start.count - 1)) + 2}`;
      world.silent.add(silent);
      const plan = undoing(world);
      assert.deepEqual(
        plan.findings.map(({ code, severity, node }) => [code, severity, node]),
        [['HAPY-E600', 'warning', silent]],
      );
      assert(plan.actions.every((action) => action.at !== silent));
      undo(world, start);
      world.silent.clear();
      undo(world, start);
      assert.deepEqual(factsOf(world), factsOf(pristine(start)));
    });
  });

  it('undoes nothing where a silent index 0 may have started the zone', () => {
    check((_start, world) => {
      world.silent.add('hapy1');
      const joiners = [...world.nodes.values()].filter((node) => node.imported !== undefined).length;
      const possible = joiners + 1 >= majorityOf(world.spec.nodes.length);
      const { actions, findings } = undoing(world);
      assert.equal(findings[0]?.severity, possible ? 'error' : 'warning');
      if (possible) assert.deepEqual(actions, []);
    });
  });

  it('undoes nothing once a member is configured, and names it', () => {
    fc.assert(
      fc.property(interrupted, (start) => {
        const world = worldOf({ ...start, stops: [...start.stops, 60], doubled: undefined });
        fc.pre(hasMember(world));
        const { actions, findings, way } = undoing(world);
        assert.deepEqual([way, actions], ['none', []]);
        assert.equal(findings[0]?.code, 'HAPY-E613');
        assert.match(findings[0].parameters['nodes'] ?? '', /^hapy1/);
      }),
      { numRuns: 50 },
    );
  });
});
