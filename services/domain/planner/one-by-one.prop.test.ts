import assert from 'node:assert/strict';
import fc from 'fast-check';

import { ModelWorld } from '../../../test/doubles/model-world.ts';
import { specOf } from '../../../test/doubles/spec-of.ts';
import type { Action } from '../action.ts';
import { actionsOutside } from '../approval.ts';
import { verdictIn } from '../holds.ts';
import { planCluster } from '../plan-cluster.ts';
import type { Plan } from '../plan.ts';
import { neededForSafety } from '../safe-point.ts';
import { Snapshot } from '../snapshot.ts';
import { majorityOf } from '../spec.ts';

type Moment = 'before' | 'after';
type Look = (action: Action, moment: Moment) => void;

/** A version that nobody has run or read. */
const unknownVersion = '7.0.1';

const starts = fc.record({
  count: fc.constantFrom(3, 4, 5, 7),
  instantiated: fc.boolean(),
  /** After how many actions each of the runs before was cut off. */
  stops: fc.array(fc.nat(40), { maxLength: 4 }),
  /** Whose oned stops after each of them, as by a reboot. */
  reboots: fc.array(fc.option(fc.nat(6), { nil: undefined }), { maxLength: 4 }),
  /** A helper was killed after a member's identity was on its disk, and before its oned.conf was. */
  cutOff: fc.boolean(),
  order: fc.infiniteStream(fc.nat(1_000)),
});

type Start = typeof starts extends fc.Arbitrary<infer Value> ? Value : never;

function planOf(world: ModelWorld): Plan {
  return planCluster(world.spec, world.observe(), world.nowMs);
}

function snapshotOf(world: ModelWorld): Snapshot {
  return new Snapshot(world.spec, world.observe());
}

const holdsAll = (conditions: Action['postcondition'], world: ModelWorld) =>
  conditions.every((each) => verdictIn(each, snapshotOf(world)).holds);

/** Like the executor: in an order that the plan allows, and nothing that is so already. */
function carryOut(world: ModelWorld, plan: Plan, start: Start, limit = Infinity, look?: Look): void {
  const done = new Set<string>();
  let pending = [...plan.actions];
  while (pending.length > 0 && done.size < limit) {
    const ready = pending.filter(({ after }) => after.every((id) => done.has(id) || !isIn(plan, id)));
    const able = ready.filter(
      ({ kind, postcondition }) => kind !== 'await' || holdsAll(postcondition, world),
    );
    const choices = able.length === 0 ? ready : able;
    const action = choices[(start.order.next().value ?? 0) % choices.length];
    assert(action !== undefined, 'some action can always go on');
    if (!holdsAll(action.postcondition, world)) {
      look?.(action, 'before');
      world.apply(action);
      look?.(action, 'after');
    }
    done.add(action.id);
    pending = pending.filter((each) => each !== action);
  }
}

const isIn = (plan: Plan, id: string) => plan.actions.some((action) => action.id === id);

function worldOf(start: Start): ModelWorld {
  const world = new ModelWorld(specOf(start.count), { instantiated: start.instantiated });
  world.openNebula = unknownVersion;
  for (const [at, stop] of start.stops.entries()) {
    carryOut(world, planOf(world), start, stop);
    const rebooted = start.reboots[at];
    const node = rebooted === undefined ? undefined : world.nodes.get(`hapy${rebooted + 1}`);
    // The guard starts whatever is a member; here it is found stopped.
    if (node?.guard === 'member') world.stop(node.spec.name);
  }
  const cutOff = [...world.nodes.values()].find(({ guard, running }) => guard === 'member' && !running);
  // In a zone that is led it would be somebody's edit of a file, and another plan.
  if (start.cutOff && cutOff !== undefined && world.leader === undefined) cutOff.configuredServerId = -1;
  return world;
}

function check(property: (start: Start, world: ModelWorld) => void): void {
  fc.assert(
    fc.property(starts, (start) => property(start, worldOf(start))),
    { numRuns: 150, verbose: 1 },
  );
}

describe('servers that join one by one', () => {
  it('form a whole zone from wherever they were interrupted, and then nothing is left to do', () => {
    check((start, world) => {
      for (let rounds = 0; planOf(world).actions.length > 0 && rounds < 4; rounds += 1) {
        carryOut(world, planOf(world), start);
      }
      assert.equal(world.servingMembers().length, start.count);
      assert.deepEqual(planOf(world).actions, []);
      assert.deepEqual(
        planOf(world).findings.filter(({ code }) => ['HAPY-E420', 'HAPY-E422'].includes(code)),
        [],
      );
    });
  });

  it('are added to a zone that is in sync, one at a time, and each starts before the next is added', () => {
    check((start, world) => {
      const open = new Set<string>();
      carryOut(world, planOf(world), start, Infinity, (action, moment) => {
        const entersZone = action.kind === 'add-zone-server' && world.leader !== undefined;
        if (entersZone && moment === 'before') {
          assert(verdictIn({ is: 'zone-in-sync' }, snapshotOf(world)).holds, `${action.id} came too early`);
          assert.equal(open.size, 0, `${action.id} before ${[...open].join()} serves`);
          open.add(action.node);
        }
        if (action.kind === 'start-oned' && moment === 'after') open.delete(action.node);
      });
    });
  });

  it('leave the zone without a quorum between the addition of the second and its start, and never else', () => {
    check((start, world) => {
      let had = false;
      carryOut(world, planOf(world), start, Infinity, (action, moment) => {
        const first = world.node('hapy1');
        if (first.guard !== 'member' || !first.running) return;
        const pool = first.database.servers.length;
        const hasQuorum = world.servingMembers().length >= majorityOf(pool);
        if (had && !hasQuorum) assert.deepEqual([action.kind, pool], ['add-zone-server', 2], action.id);
        had = hasQuorum;
        const writes = ['add-host', 'set-zone-endpoint', 'add-zone-server'].includes(action.kind);
        if (writes && moment === 'before') assert(hasQuorum, `${action.id} would hang (fact 7)`);
      });
    });
  });

  it('never run with an id that the zone does not give them, and every precondition holds in its turn', () => {
    check((start, world) => {
      carryOut(world, planOf(world), start, Infinity, (action, moment) => {
        const conditions = moment === 'before' ? action.precondition : action.postcondition;
        for (const each of conditions)
          assert(verdictIn(each, snapshotOf(world)).holds, `${moment} ${action.id}: ${JSON.stringify(each)}`);
        for (const node of world.servingMembers()) {
          const given = node.database.servers.find(({ name }) => name === node.spec.fqdn)?.id;
          assert.equal(node.configuredServerId, given, `${node.spec.name} after ${action.id}`);
        }
      });
    });
  });

  it('need no second approval after an interruption', () => {
    check((start, world) => {
      const whole = planOf(new Uninterrupted(start).world);
      assert.deepEqual(
        actionsOutside(planOf(world), [whole]).map(({ id }) => id),
        [],
      );
    });
  });

  it('are left in a zone that is led when the run is told to stop, wherever it was', () => {
    check((start, world) => {
      const plan = planOf(world);
      const begun = new Set<string>();
      carryOut(world, plan, start, (start.order.next().value ?? 0) % 30, ({ id }) => begun.add(id));
      const needed = neededForSafety(plan, begun);
      const rest = plan.actions.filter((action) => needed(action) && !holdsAll(action.postcondition, world));
      carryOut(world, { ...plan, actions: rest }, start);
      const isMember = [...world.nodes.values()].some(({ guard }) => guard === 'member');
      if (plan.way === 'one-by-one') assert.equal(world.leader !== undefined, isMember);
    });
  });

  it('go on without one that falls silent, unless it is the second whose addition stands', () => {
    check((start, world) => {
      const name = `hapy${2 + ((start.order.next().value ?? 0) % (start.count - 1))}`;
      const first = world.node('hapy1');
      const named = first.database.servers.some((server) => server.name === world.node(name).spec.fqdn);
      if (first.guard !== 'member' || named) return;
      world.silent.add(name);
      carryOut(world, planOf(world), start);
      assert.notEqual(world.leader, undefined);
      world.silent.clear();
      for (let rounds = 0; planOf(world).actions.length > 0 && rounds < 4; rounds += 1) {
        carryOut(world, planOf(world), start);
      }
      assert.equal(world.servingMembers().length, start.count);
    });
  });

  it('are announced with the time that the zone may have to wait', () => {
    const world = worldOf({
      count: 3,
      instantiated: true,
      stops: [],
      reboots: [],
      cutOff: false,
      order: noOrder,
    });
    const { way, findings } = planOf(world);
    assert.equal(way, 'one-by-one');
    assert.deepEqual(
      findings.map(({ code, severity, parameters }) => [code, severity, parameters['minutes'] ?? '']),
      [
        ['HAPY-E419', 'warning', ''],
        ['HAPY-E420', 'warning', '49'],
      ],
    );
  });
});

const noOrder: Start['order'] = fc.sample(fc.infiniteStream(fc.constant(0)), 1)[0]!;

/** The same nodes, of which no run was ever cut off. */
class Uninterrupted {
  readonly world: ModelWorld;

  constructor({ count, instantiated }: Start) {
    this.world = new ModelWorld(specOf(count), { instantiated });
    this.world.openNebula = unknownVersion;
  }
}
