import assert from 'node:assert/strict';

import { FakeAgents } from '../../test/doubles/fake-agents.ts';
import { MemoryJournal } from '../../test/doubles/memory-journal.ts';
import { ModelWorld } from '../../test/doubles/model-world.ts';
import { OneCoordinator } from '../../test/doubles/one-coordinator.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { VirtualClock } from '../../test/doubles/virtual-clock.ts';
import type { NodeState } from '../../services/domain/observed.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { StandstillWatch } from './idle-zone.ts';
import { hashOfPlan } from './plan-hash.ts';

/** The same server without its last record. */
function lacking(state: NodeState): NodeState {
  const { raft } = state.oned;
  if (raft === undefined) return state;
  const { logIndex, commit } = raft;
  return { ...state, oned: { ...state.oned, raft: { ...raft, logIndex: logIndex - 1, commit: commit - 1 } } };
}

async function formed() {
  const clock = new VirtualClock();
  const world = new ModelWorld(specOf(3), { instantiated: true });
  const journal = new MemoryJournal();
  const agents = new FakeAgents(world, clock, journal);
  const { runs } = new OneCoordinator({ world, agents, clock, journal });
  const carryOut = async (wish: { readonly drill?: boolean }) => {
    const { plan } = await clock.runUntil(runs.plan(wish));
    const request = { ...wish, planHash: hashOfPlan(plan), startedBy: 'test', reason: '' };
    await clock.runUntil(runs.start(request));
    await clock.runUntil(runs.ended());
    return journal.of('run-finished').at(-1);
  };
  assert.equal((await carryOut({}))?.status, 'succeeded');
  /** As after an election whose record reached one follower, and not this one. */
  const fallOneBehind = (name: string) => {
    const node = world.node(name);
    node.database = { ...node.database, index: node.database.index - 1 };
  };
  return { clock, world, journal, agents, carryOut, fallOneBehind };
}

describe('a zone in which nobody writes', () => {
  // On a real zone the drill failed after three minutes, with one record missing at the server that had come back.
  it('is written to when the server that a drill brings back stays a record behind', async () => {
    const { world, journal, carryOut } = await formed();
    const stopped = world.leader ?? '';
    const lastIndex = () => world.node(world.leader ?? '').database.index;
    journal.onRecord = ({ kind, actionId }) => {
      if (kind !== 'action-started' || actionId !== `start-oned/${stopped}`) return;
      const lacked = lastIndex();
      world.traps.set(stopped, (state) => (lastIndex() === lacked ? lacking(state) : state));
    };
    const end = await carryOut({ drill: true });
    assert.equal(end?.status, 'succeeded', JSON.stringify(journal.of('action-failed').at(-1)));
    const told = journal.of('action-progress').filter(({ message }) => message === 'run.forcing-write');
    assert.deepEqual(
      told.map(({ actionId }) => actionId),
      ['await/cluster-whole'],
    );
  });

  it('counts as standing still after ten seconds without a record, and again after ten more', async () => {
    const { world, fallOneBehind } = await formed();
    let nowMs = 0;
    const watch = new StandstillWatch({ now: () => nowMs });
    const asks = (atMs: number) => {
      nowMs = atMs;
      return watch.needsWrite(new Snapshot(world.spec, world.observe()));
    };
    assert.equal(asks(0), false);
    const follower = [...world.nodes.keys()].find((name) => name !== world.leader) ?? '';
    fallOneBehind(follower);
    assert.deepEqual(
      [asks(1_000), asks(10_999), asks(11_000), asks(20_999), asks(21_000)],
      [...[false, false, true, false, true]],
    );
    // Somebody works in it after all.
    world.write(() => ({}));
    fallOneBehind(follower);
    assert.deepEqual([asks(31_000), asks(40_999), asks(41_000)], [false, false, true]);
  });

  it('is left alone while a server is down: a write would not help', async () => {
    const { world, fallOneBehind } = await formed();
    const [first = '', second = ''] = [...world.nodes.keys()].filter((name) => name !== world.leader);
    fallOneBehind(first);
    world.stop(second);
    let nowMs = 0;
    const watch = new StandstillWatch({ now: () => nowMs });
    for (nowMs of [0, 60_000])
      assert.equal(watch.needsWrite(new Snapshot(world.spec, world.observe())), false);
  });
});
