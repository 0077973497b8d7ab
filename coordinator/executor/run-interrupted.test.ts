import assert from 'node:assert/strict';

import { FakeAgents } from '../../test/doubles/fake-agents.ts';
import { MemoryJournal } from '../../test/doubles/memory-journal.ts';
import { ModelWorld, specOf } from '../../test/doubles/model-world.ts';
import { OneCoordinator } from '../../test/doubles/one-coordinator.ts';
import { VirtualClock } from '../../test/doubles/virtual-clock.ts';
import { hashOfPlan } from './plan-hash.ts';

const request = { startedBy: 'test', reason: '' };
const quiet = {
  everyReachable: false,
  patienceMs: 0,
  onMissing: () => undefined,
  onWaiting: () => undefined,
  signal: new AbortController().signal,
};

function setUp() {
  const clock = new VirtualClock();
  const world = new ModelWorld(specOf(3), { instantiated: true });
  const journal = new MemoryJournal();
  const agents = new FakeAgents(world, clock, journal);
  const coordinator = new OneCoordinator({ world, agents, clock, journal });
  return { clock, world, journal, agents, coordinator, runs: coordinator.runs };
}

describe('a run whose journal cannot be written', () => {
  it('stops acting, stays open, and is resumed as the same run when there is room again', async () => {
    const { clock, journal, agents, runs } = setUp();
    const { plan } = await clock.runUntil(runs.plan());
    journal.fullFrom = 60;
    const runId = await clock.runUntil(runs.start({ ...request, planHash: hashOfPlan(plan) }));
    await clock.runUntil(runs.ended());
    assert.deepEqual([runs.active, journal.run(runId).progress.status], ['', 'running']);
    const { length: arrived } = agents.arrived;
    await clock.runUntil(clock.delay(60_000));
    assert.equal(agents.arrived.length, arrived, 'nothing is asked of anybody any more');
    journal.fullFrom = Infinity;
    const rest = await clock.runUntil(runs.planRest(runId));
    await clock.runUntil(runs.resume(runId, { ...request, planHash: hashOfPlan(rest.plan) }));
    await clock.runUntil(runs.ended());
    assert.deepEqual([journal.runs.length, journal.run(runId).progress.status], [1, 'succeeded']);
  });
});

describe('the grant of one node', () => {
  it('is asked for again before that node is used, when it has run out while the node was away', async () => {
    const { clock, agents, coordinator } = setUp();
    const held = await clock.runUntil(coordinator.leases.take(quiet));
    agents.unreachable.add('hapy3');
    await clock.runUntil(clock.delay(30_000));
    assert.ok((agents.leases.get('hapy3')?.expiresAtMs ?? 0) <= clock.now());
    agents.unreachable.delete('hapy3');
    await clock.runUntil(held.ensure('hapy3'));
    assert.ok((agents.leases.get('hapy3')?.expiresAtMs ?? 0) > clock.now());
  });

  it('that another coordinator has is refused by its name', async () => {
    const { clock, agents, coordinator } = setUp();
    const held = await clock.runUntil(coordinator.leases.take(quiet));
    agents.unreachable.add('hapy3');
    await clock.runUntil(clock.delay(30_000));
    const grantedAtMs = clock.now();
    agents.leases.set('hapy3', {
      holder: 'them/1',
      epoch: 9,
      expiresAtMs: grantedAtMs + 60_000,
      grantedAtMs,
    });
    agents.unreachable.delete('hapy3');
    await assert.rejects(clock.runUntil(held.ensure('hapy3')), { code: 'HAPY-E525' });
  });
});
