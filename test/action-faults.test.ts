import assert from 'node:assert/strict';

import type { Fault } from './doubles/fake-agents.ts';
import { SimulatedLife } from './simulation/simulated-life.ts';
import { matrixStories, type Story } from './simulation/stories.ts';

/*
 * Each action of each verb with each fault, made from its plan, in one process and on virtual time: carried out twice in a
 * row, interrupted, lost on its way there or back. What may strike at a line of the journal is in
 * kill-point-matrix.test.ts.
 */

const faults: readonly Fault[] = [
  'repeats',
  'fails',
  'answer-lost',
  'request-lost',
  'requests-lost',
  'unknown-but-done',
  'unknown-and-undone',
  'watch-breaks',
  'no-effect',
];

async function survive(story: Story, fault: readonly [string, Fault]): Promise<void> {
  const life = new SimulatedLife(story);
  try {
    await surviveIn(life, story, fault);
  } catch (cause) {
    const told = [fault.join(' '), ...life.transcript, String(cause)].join('\n');
    throw new Error(told, { cause });
  }
}

async function surviveIn(life: SimulatedLife, story: Story, fault: readonly [string, Fault]): Promise<void> {
  const { clock, agents } = life;
  agents.faults.set(...fault);
  const { runs } = life.coordinator();
  await clock.runUntil(life.start({ runs }).catch(() => undefined));
  agents.faults.clear();
  await clock.runUntil(life.finish(runs));
  await life.assertWhole(runs);
  if (story.drill === true || story.drillStorage === true) assertProved(life);
  if (life.broken !== undefined) throw new Error(life.transcript.join('\n'), { cause: life.broken });
  assert.equal(agents.mutatingMax <= 1, true, 'one mutating operation at a time per node');
}

/**
 * A drill has succeeded only where somebody has logged in and written through the virtual address, or has read back
 * everywhere what a brick had missed.
 */
function assertProved({ journal }: SimulatedLife): void {
  for (const { progress, plans } of journal.runs) {
    const succeeded = progress.status === 'succeeded' && /^drill/.test(plans[0]?.plan.way ?? '');
    assert.ok(!succeeded || progress.proved, 'it succeeded and proved nothing');
  }
}

async function actionsOf(story: Story): Promise<readonly string[]> {
  const life = new SimulatedLife(story);
  const { runs } = life.coordinator();
  await life.clock.runUntil(life.start({ runs }));
  const [run] = life.journal.runs;
  assert.equal(run?.progress.status, 'succeeded', life.lastErrors());
  const plan = run?.plans[0]?.plan;
  const asked = plan?.actions.filter(({ kind }) => kind !== 'await') ?? [];
  return asked.map(({ id }) => id);
}

for (const story of matrixStories) {
  describe(`${story.name}, one of whose actions goes wrong`, function () {
    this.timeout(15 * 60_000);

    for (const fault of faults) {
      it(`because it "${fault}", ends where it should`, async () => {
        for (const id of await actionsOf(story)) await survive(story, [id, fault]);
      });
    }
  });
}
