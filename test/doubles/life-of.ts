import assert from 'node:assert/strict';

import { hashOfPlan } from '../../coordinator/executor/plan-hash.ts';
import type { PlanWish } from '../../coordinator/executor/run-plans.ts';
import { FakeAgents } from './fake-agents.ts';
import { MemoryJournal } from './memory-journal.ts';
import type { ModelWorld } from './model-world.ts';
import { OneCoordinator } from './one-coordinator.ts';
import { VirtualClock } from './virtual-clock.ts';

export const request = { startedBy: 'test', reason: '' };
export const reconfigure = { verb: 'reconfigure', nodes: [], parallel: false, id: 'r1' } as const;
/** Nothing here may go on for longer, in virtual time. */
const longestMs = 3 * 60 * 60_000;

/** One coordinator and its runs, over a model of a cluster and on virtual time. */
export function lifeOf(world: ModelWorld) {
  const clock = new VirtualClock();
  clock.endsAtMs = clock.now() + longestMs;
  const journal = new MemoryJournal();
  const agents = new FakeAgents(world, clock, journal);
  let coordinator = new OneCoordinator({ world, agents, clock, journal });
  const run = <T>(work: Promise<T>): Promise<T> => clock.runUntil(work);
  return {
    ...{ world, clock, journal, agents },
    get runs() {
      return coordinator.runs;
    },
    run,
    /** Another process takes the place of the one that was stopped. */
    async exchange() {
      await run(coordinator.stop());
      coordinator = new OneCoordinator({ world, agents, clock, journal, holder: 'successor' });
      coordinator.runs.recover();
    },
    /** Until this action has begun. */
    async begins(actionId: string) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      journal.onRecord = (entry) =>
        entry.kind === 'action-started' && entry.actionId === actionId && resolve(undefined);
      const end = coordinator.runs.ended().then(() => assert.fail(`${actionId} never began`));
      await run(Promise.race([promise, end]));
    },
    plan: async (wish: PlanWish = {}) => (await run(coordinator.runs.plan(wish))).plan,
    async begin(wish: PlanWish = {}) {
      const { plan } = await run(coordinator.runs.plan(wish));
      return run(coordinator.runs.start({ ...request, ...wish, planHash: hashOfPlan(plan) }));
    },
    /** On until nothing is left, as a person would who is asked. */
    async finish() {
      await run(coordinator.runs.ended());
      const runId = journal.newest() ?? '';
      for (let tries = 0; tries < 4 && journal.run(runId).progress.status !== 'succeeded'; tries += 1) {
        const { plan } = await run(coordinator.runs.planRest(runId));
        await run(coordinator.runs.resume(runId, { ...request, planHash: hashOfPlan(plan) }));
        await run(coordinator.runs.ended());
      }
      const last = journal.entries.filter(({ error }) => error !== undefined).at(-1)?.error;
      assert.equal(journal.run(runId).progress.status, 'succeeded', JSON.stringify(last));
      assert.deepEqual((await run(coordinator.runs.plan())).plan.actions, []);
    },
  };
}

/** A machine that has lost its power. */
export function dead(world: ModelWorld, name: string): ModelWorld {
  world.stop(name);
  world.silent.add(name);
  return world;
}

/** The errors of a plan as "CODE node". */
export const errorsOf = (plan: Awaited<ReturnType<ReturnType<typeof lifeOf>['plan']>>) =>
  plan.findings.filter(({ severity }) => severity === 'error').map(({ code, node: of }) => `${code} ${of}`);
