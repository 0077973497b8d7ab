import assert from 'node:assert/strict';

import { FakeAgents } from '../../test/doubles/fake-agents.ts';
import { MemoryJournal } from '../../test/doubles/memory-journal.ts';
import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
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

function setUp(count = 3) {
  const clock = new VirtualClock();
  const world = new ModelWorld(specOf(count), { instantiated: true });
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

describe('an operation that an earlier run has begun', () => {
  /** hapy2 says that it works on something until the given time. */
  function setUpBusy(untilMs: number) {
    const parts = setUp();
    const { agents, clock } = parts;
    const plain = agents.report.bind(agents);
    agents.report = async (node) => {
      const report = await plain(node);
      const { state } = report;
      if (state === undefined || node !== 'hapy2' || clock.now() >= untilMs) return report;
      return { ...report, state: { ...state, runningOperations: ['0-earlier/1/reconfigure/hapy2'] } };
    };
    return parts;
  }

  it('comes to its end before anything new is asked for, and the run says what it waits for', async () => {
    const endsAtMs = new VirtualClock().now() + 5 * 60_000;
    const { clock, agents, journal, runs } = setUpBusy(endsAtMs);
    const { plan } = await clock.runUntil(runs.plan());
    await clock.runUntil(runs.start({ ...request, planHash: hashOfPlan(plan) }));
    await clock.runUntil(clock.delay(endsAtMs - clock.now() - 1000));
    assert.deepEqual(agents.arrived, []);
    const waits = journal
      .of('action-waiting')
      .filter(({ message }) => message === 'run.waiting-for-operations');
    assert.deepEqual(
      waits.map(({ parameters }) => parameters),
      [{ operations: '0-earlier/1/reconfigure/hapy2' }],
    );
    await clock.runUntil(runs.ended());
    assert.equal(journal.of('run-finished').at(-1)?.status, 'succeeded');
  });

  it('that never ends is told after longer than any agent lets one run', async () => {
    const { clock, agents, journal, runs } = setUpBusy(Infinity);
    const { plan } = await clock.runUntil(runs.plan());
    const startedAtMs = clock.now();
    await clock.runUntil(runs.start({ ...request, planHash: hashOfPlan(plan) }));
    await clock.runUntil(runs.ended());
    const finished = journal.of('run-finished').at(-1);
    assert.deepEqual([finished?.status, finished?.error?.code], ['failed', 'HAPY-E538']);
    assert.ok(clock.now() - startedAtMs >= 90 * 60_000);
    assert.deepEqual(agents.arrived, []);
  });
});

describe('an event that the journal cannot hold', () => {
  it('is a defect: it ends the program instead of becoming a failure of the run', async () => {
    const { clock, journal, runs } = setUp();
    const { plan } = await clock.runUntil(runs.plan());
    const runId = await clock.runUntil(runs.start({ ...request, planHash: hashOfPlan(plan) }));
    // Somebody else's hand: the run ends behind the back of the one that carries it out.
    journal.run(runId).progress = { ...journal.run(runId).progress, status: 'succeeded' };
    await assert.rejects(clock.runUntil(runs.ended()), { name: 'AssertionError' });
  });
});

describe('a node that dies while others wait for it', () => {
  it('is given up after the time of any silence, by name', async () => {
    const { clock, world, agents, journal, runs } = setUp();
    const { plan } = await clock.runUntil(runs.plan());
    await clock.runUntil(runs.start({ ...request, planHash: hashOfPlan(plan) }));
    const held = () => journal.of('action-finished').some(({ actionId }) => actionId === 'hold-oned/hapy3');
    while (!held()) await clock.runUntil(clock.delay(100));
    agents.unreachable.add('hapy3');
    const diedAtMs = clock.now();
    await clock.runUntil(runs.ended());
    const [failed] = journal.of('action-failed');
    assert.deepEqual([failed?.error?.code, failed?.error?.parameters['node']], ['HAPY-E545', 'hapy3']);
    assert.ok(clock.now() - diedAtMs < 10 * 60_000, 'nobody waits for the deadline of every action after it');
    assert.equal(world.observe().reports.length, 3);
  });

  /** A founding of four, one of which falls silent once the seed stands that names it: the three others are enough. */
  async function silentFourth() {
    const parts = setUp(4);
    const { clock, agents, journal, runs } = parts;
    const { plan } = await clock.runUntil(runs.plan());
    const runId = await clock.runUntil(runs.start({ ...request, planHash: hashOfPlan(plan) }));
    const made = () => journal.of('action-finished').some(({ actionId }) => actionId === 'export-seed/hapy1');
    while (!made()) await clock.runUntil(clock.delay(100));
    agents.unreachable.add('hapy4');
    return { ...parts, runId };
  }

  it('is not left out before a person has seen what is left, though that asks for nothing new', async () => {
    const { clock, agents, journal, runs, runId } = await silentFourth();
    await clock.runUntil(runs.ended());
    const finished = journal.of('run-finished').at(-1);
    assert.deepEqual([finished?.status, finished?.error?.code], ['partial', 'HAPY-E553']);
    assert.equal(finished?.error?.parameters['nodes'], 'hapy4');
    const rest = await clock.runUntil(runs.planRest(runId));
    assert.ok(rest.plan.actions.length > 0 && rest.plan.actions.every(({ at }) => at !== 'hapy4'));
    await clock.runUntil(runs.resume(runId, { ...request, planHash: hashOfPlan(rest.plan) }));
    await clock.runUntil(runs.ended());
    assert.equal(journal.of('run-finished').at(-1)?.status, 'succeeded');
    assert.ok(agents.unreachable.has('hapy4'));
  });

  it('is waited for while it may be on its way back, and then has its part', async () => {
    const { clock, agents, journal, runs } = await silentFourth();
    const gaveUp = () => journal.of('action-failed').length > 0;
    while (!gaveUp()) await clock.runUntil(clock.delay(1000));
    await clock.runUntil(clock.delay(60_000));
    agents.unreachable.delete('hapy4');
    await clock.runUntil(runs.ended());
    assert.equal(journal.of('run-finished').at(-1)?.status, 'succeeded');
    assert.ok(journal.of('action-finished').some(({ actionId }) => actionId === 'start-oned/hapy4'));
  });
});
