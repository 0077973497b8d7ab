import assert from 'node:assert/strict';

import { planCluster } from '../../services/domain/plan-cluster.ts';
import { FakeAgents, type Fault } from '../../test/doubles/fake-agents.ts';
import { MemoryJournal } from '../../test/doubles/memory-journal.ts';
import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { OneCoordinator } from '../../test/doubles/one-coordinator.ts';
import { VirtualClock } from '../../test/doubles/virtual-clock.ts';
import { hashOfPlan } from './plan-hash.ts';

function setUp(count: number) {
  const clock = new VirtualClock();
  const world = new ModelWorld(specOf(count), { instantiated: true });
  const journal = new MemoryJournal();
  const agents = new FakeAgents(world, clock, journal);
  const coordinator = new OneCoordinator({ world, agents, clock, journal });
  const { runs } = coordinator;
  /** Plans, starts and waits until the run has ended; gives its last entry. */
  const apply = async () => {
    const { plan } = await clock.runUntil(runs.plan());
    await clock.runUntil(runs.start({ planHash: hashOfPlan(plan), startedBy: 'test', reason: '' }));
    await clock.runUntil(runs.ended());
    return journal.of('run-finished').at(-1);
  };
  const remaining = async () => (await clock.runUntil(runs.plan())).plan.actions.map((action) => action.id);
  return { clock, world, agents, journal, coordinator, runs, apply, remaining };
}

const actionOf = (kind: string, world: ModelWorld) => {
  const plan = planCluster(world.spec, { reports: world.observe().reports }, world.nowMs);
  const action = plan.actions.find((each) => each.kind === kind);
  assert.ok(action !== undefined);
  return action.id;
};

describe('carrying out a plan', () => {
  for (const count of [3, 5, 7]) {
    it(`forms a cluster of ${count}, and nothing is left to do`, async () => {
      const { apply, remaining, agents, journal } = setUp(count);
      assert.equal((await apply())?.status, 'succeeded');
      assert.deepEqual(await remaining(), []);
      assert.equal(agents.mutatingMax, 1, 'one mutating operation at a time per node');
      assert.deepEqual(journal.of('action-failed'), []);
      assert.equal(new Set(agents.arrived).size, agents.arrived.length, 'nothing is asked for twice');
    });
  }

  it('starts an action only when all that it comes after have finished', async () => {
    const { apply, journal } = setUp(3);
    await apply();
    const finished = new Set<string>();
    for (const entry of journal.entries) {
      if (entry.kind === 'action-finished') finished.add(entry.actionId);
      if (entry.kind !== 'action-started') continue;
      const action = journal.runs[0]?.plans[0]?.plan.actions.find((each) => each.id === entry.actionId);
      for (const before of action?.after ?? [])
        assert.ok(finished.has(before), `${entry.actionId} ${before}`);
    }
  });

  it('tells when it has ended, so that health forgets what it did to the servers', async () => {
    const { apply, runs } = setUp(3);
    const active: string[] = [];
    runs.onEnd(() => active.push(runs.active));
    await apply();
    assert.deepEqual(active, ['']);
  });

  it('works on several nodes at once', async () => {
    const { apply, journal } = setUp(7);
    await apply();
    let underWay = 0;
    let most = 0;
    for (const { kind, actionKind } of journal.entries) {
      if (actionKind !== 'import-seed') continue;
      if (kind === 'action-started') most = Math.max(most, (underWay += 1));
      if (kind === 'action-finished') underWay -= 1;
    }
    assert.equal(most, 6);
  });

  it('refuses a plan that is not the present one, and a second run while one goes on', async () => {
    const { clock, runs } = setUp(3);
    const request = { planHash: 'other', startedBy: 'test', reason: '' };
    await assert.rejects(clock.runUntil(runs.start(request)), { code: 'HAPY-E520' });
    const { plan } = await clock.runUntil(runs.plan());
    const right = { ...request, planHash: hashOfPlan(plan) };
    await clock.runUntil(runs.start(right));
    await assert.rejects(clock.runUntil(runs.start(right)), { code: 'HAPY-E522' });
    await clock.runUntil(runs.ended());
    const nothing = { ...request, planHash: hashOfPlan((await clock.runUntil(runs.plan())).plan) };
    await assert.rejects(clock.runUntil(runs.start(nothing)), { code: 'HAPY-E521' });
  });
});

describe('an action that goes wrong', () => {
  const kinds = ['hold-oned', 'export-seed', 'import-seed', 'configure-member', 'start-oned', 'add-host'];
  const survived: Fault[] = ['request-lost', 'answer-lost', 'watch-breaks', 'unknown-but-done'];
  for (const fault of survived) {
    it(`is survived when it is "${fault}", and nothing is asked for twice`, async () => {
      for (const kind of kinds) {
        const { apply, remaining, agents, world } = setUp(3);
        agents.faults.set(actionOf(kind, world), fault);
        assert.equal((await apply())?.status, 'succeeded', kind);
        assert.deepEqual(await remaining(), []);
        assert.equal(new Set(agents.arrived).size, agents.arrived.length);
      }
    });
  }

  // What may pass by itself is tried three times, by a new plan each time; what failed for good is not.
  const stopping: [Fault, string, number][] = [
    ['requests-lost', 'HAPY-E545', 3],
    ['fails', 'HAPY-E900', 1],
    ['unknown-and-undone', 'HAPY-E531', 3],
    ['no-effect', 'HAPY-E529', 1],
  ];
  for (const [fault, code, tries] of stopping) {
    it(`stops the run when it is "${fault}", and a new plan goes on from there`, async () => {
      for (const kind of kinds) {
        const { apply, remaining, agents, world, journal } = setUp(3);
        const id = actionOf(kind, world);
        agents.faults.set(id, fault);
        const end = await apply();
        assert.deepEqual([end?.status, end?.error?.code], ['partial', 'HAPY-E542'], kind);
        // Who starts beside it is left waiting, which is no failure of its own.
        const failed = journal.of('action-failed').filter((entry) => entry.error?.code !== 'HAPY-E440');
        assert.deepEqual(
          failed.map((entry) => [entry.actionId, entry.error?.code]),
          Array.from({ length: tries }, () => [id, code]),
        );
        agents.faults.clear();
        const again = await apply();
        assert.equal(
          again?.status,
          'succeeded',
          `${kind} ${JSON.stringify(journal.of('action-failed').at(-1))}`,
        );
        assert.deepEqual(await remaining(), []);
      }
    });
  }

  it('is given up soon when its operation has ended and the effect does not show', async () => {
    const { apply, agents, world, clock } = setUp(3);
    agents.faults.set(actionOf('import-seed', world), 'no-effect');
    const beganAtMs = clock.now();
    await apply();
    // The operation itself would be given half an hour.
    assert.ok(clock.now() - beganAtMs < 5 * 60_000, `${(clock.now() - beganAtMs) / 1000} s`);
  });

  it('that is the last proof is not forgotten because nothing is left to do', async () => {
    const { apply, remaining, journal, world } = setUp(3);
    // A host that its hypervisor keeps in error: no action of ours would mend it.
    world.traps.set('hapy1', (state) => ({
      ...state,
      hosts: state.hosts.map((host) => ({ ...host, state: 3 })),
    }));
    const end = await apply();
    assert.deepEqual(await remaining(), []);
    assert.deepEqual(
      journal.of('action-failed').map((entry) => [entry.actionId, entry.error?.code]),
      [['await/cluster-whole', 'HAPY-E529']],
    );
    assert.deepEqual([end?.status, end?.error?.code], ['partial', 'HAPY-E542']);
  });

  it('lets what is under way finish and starts nothing new', async () => {
    const { apply, agents, world, journal } = setUp(5);
    agents.faults.set(actionOf('import-seed', world), 'fails');
    await apply();
    const failedAt = journal.entries.findIndex((entry) => entry.kind === 'action-failed');
    const later = journal.entries.slice(failedAt).filter((entry) => entry.kind === 'action-started');
    assert.deepEqual(later, []);
    const started = journal.of('action-started').length;
    assert.equal(started, journal.of('action-finished').length + 1);
  });
});

describe('the end of a run', () => {
  it('is asked for by somebody, and whoever asks again answers for the rest', async () => {
    const { apply, agents, world, clock, runs, journal } = setUp(3);
    agents.faults.set(actionOf('import-seed', world), 'fails');
    await apply();
    agents.faults.clear();
    for (const node of ['hapy2', 'hapy3']) agents.unreachable.add(node);
    for (const by of ['operator/anne#0a', 'operator/paul#0b']) {
      await clock.runUntil(runs.abort(journal.newest() ?? '', by));
      await clock.runUntil(runs.ended());
      agents.unreachable.clear();
    }
    const ends = journal.of('run-finished').map(({ status }) => status);
    assert.deepEqual(ends, ['partial', 'partial', 'aborted']);
    const asked = journal.of('run-aborting').map(({ parameters }) => parameters['by']);
    assert.deepEqual(asked, ['operator/anne#0a', 'operator/paul#0b']);
  });
});

describe('a server that was removed by hand', () => {
  it('comes back under its old id with a new seed, not with that of its first time', async () => {
    const { apply, remaining, world, journal } = setUp(3);
    await apply();
    const founding = world.nodes.get('hapy3')?.imported?.seedId;
    // The highest id is given again, so the entry looks exactly as it did when the first seed was made.
    world.stop('hapy3');
    for (const node of world.nodes.values())
      node.database = { ...node.database, servers: node.database.servers.filter(({ id }) => id !== 2) };
    assert.equal((await apply())?.status, 'succeeded', JSON.stringify(journal.of('action-failed').at(-1)));
    assert.notEqual(world.nodes.get('hapy3')?.imported?.seedId, founding);
    assert.deepEqual(await remaining(), []);
  });
});

describe('the lease', () => {
  const lease = (expiresAtMs: number) => ({ holder: 'them', epoch: 7, expiresAtMs, grantedAtMs: 1_000_000 });

  it('is refused while another coordinator goes on renewing its own', async () => {
    const { apply, agents, clock, journal } = setUp(3);
    let renewing = true;
    const renew = async () => {
      while (renewing) {
        for (const node of ['hapy1', 'hapy2', 'hapy3']) {
          agents.leases.set(node, lease(clock.now() + 10_000));
        }
        await clock.delay(1000);
      }
    };
    void renew();
    const end = await apply();
    renewing = false;
    assert.deepEqual([end?.status, end?.error?.code], ['failed', 'HAPY-E525']);
    assert.deepEqual(agents.arrived, []);
    assert.deepEqual(journal.of('action-started'), []);
  });

  it('of somebody who is gone is waited for, and the epoch grows', async () => {
    const { apply, agents, clock } = setUp(3);
    agents.leases.set('hapy2', lease(clock.now() + 9_000));
    assert.equal((await apply())?.status, 'succeeded');
    assert.ok((agents.leases.get('hapy1')?.epoch ?? 0) > 7);
  });

  it('stops the run when a majority is lost on the way', async () => {
    const { agents, clock, runs, journal } = setUp(3);
    agents.operationMs = () => 60_000;
    const { plan } = await clock.runUntil(runs.plan());
    await clock.runUntil(runs.start({ planHash: hashOfPlan(plan), startedBy: 'test', reason: '' }));
    await clock.runUntil(clock.delay(5_000));
    agents.unreachable.add('hapy2').add('hapy3');
    await clock.runUntil(runs.ended());
    const end = journal.of('run-finished').at(-1);
    assert.deepEqual([end?.status, end?.error?.code], ['partial', 'HAPY-E527']);
  });

  it('is taken once, however many ask for it at the same time', async () => {
    const { agents, clock, coordinator } = setUp(3);
    const options = {
      everyReachable: false,
      patienceMs: 0,
      onMissing: () => undefined,
      onWaiting: () => undefined,
    };
    const { signal } = new AbortController();
    const takes = [1, 2, 3].map(() => coordinator.leases.take({ ...options, signal }));
    const held = await clock.runUntil(Promise.all(takes));
    assert.equal(new Set(held).size, 1);
    assert.deepEqual(
      [...agents.leases.values()].map((each) => each.epoch),
      [1, 1, 1],
    );
  });

  it('is given back when the coordinator stops, and its successor goes on with the run', async () => {
    const { agents, clock, coordinator, runs, journal, world, remaining } = setUp(3);
    const { plan } = await clock.runUntil(runs.plan());
    await clock.runUntil(runs.start({ planHash: hashOfPlan(plan), startedBy: 'test', reason: '' }));
    await clock.runUntil(clock.delay(5_000));
    await clock.runUntil(coordinator.stop());
    assert.deepEqual(journal.of('run-finished'), [], 'the run is open');
    const { runs: successor } = new OneCoordinator({ world, agents, clock, journal, holder: 'successor' });
    successor.recover();
    await clock.runUntil(successor.ended());
    const end = journal.of('run-finished').at(-1);
    assert.deepEqual([end?.status, end?.error], ['succeeded', undefined]);
    assert.deepEqual(await remaining(), []);
    assert.equal(journal.runs.length, 1);
  });
});
