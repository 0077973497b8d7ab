import assert from 'node:assert/strict';

import { lifeOf, reconfigure } from './doubles/life-of.ts';
import { formed, node } from './simulation/stories.ts';

/** A Maj-Auto with its reconfigure takes its time. */
const atWorkMs = 40 * 60_000;

/* EOLE maintains each server at an hour of its own, which may be the hour of one of our runs. */
describe('a program of EOLE’s that begins on one node while a run is under way', () => {
  const programs = ['majauto', 'reconfigure', 'instance'] as const;
  for (const program of programs) {
    it(`(${program}) is waited for to its end before the next voter is stopped, and that is said`, async () => {
      const life = lifeOf(formed(3));
      await life.begin({ intent: reconfigure });
      await life.begins('reconfigure/hapy3');
      life.world.node('hapy2').foreign = program;
      await life.run(life.clock.delay(atWorkMs));
      const begun = life.journal.of('action-started').map(({ actionId }) => actionId);
      // Given up after half a minute, the step is planned again behind the wait.
      assert.equal(begun.pop(), 'await/undisturbed');
      assert.deepEqual(begun.slice(-2), ['reconfigure/hapy3', 'set-zone-endpoint/hapy3']);
      const waits = life.journal.of('action-waiting').map(({ message }) => message);
      assert.ok(waits.includes('condition.undisturbed'), waits.join());
      life.world.node('hapy2').foreign = '';
      await life.run(life.runs.ended());
      assert.equal(life.journal.of('run-finished').at(-1)?.status, 'succeeded');
    });
  }

  it('does not keep the run from being aborted', async () => {
    const life = lifeOf(formed(3));
    const runId = await life.begin({ intent: reconfigure });
    await life.begins('reconfigure/hapy3');
    life.world.node('hapy2').foreign = 'majauto';
    await life.run(life.clock.delay(60_000));
    await life.run(life.runs.abort(runId));
    await life.run(life.runs.ended());
    assert.equal(life.journal.run(runId).progress.status, 'aborted');
  });

  it('is waited for by a node that has joined, too, before it is reconfigured', async () => {
    const life = lifeOf(formed(3));
    await life.begin({ intent: { verb: 'add', nodes: [node('hapy4')] } });
    life.world.addMachine(node('hapy4'));
    await life.begins('import-seed/hapy4');
    life.world.node('hapy3').foreign = 'majauto';
    await life.run(life.clock.delay(atWorkMs));
    const begun = life.journal.of('action-started').map(({ actionId }) => actionId);
    assert.ok(!begun.includes('reconfigure/hapy4'), begun.join());
    life.world.node('hapy3').foreign = '';
    await life.run(life.runs.ended());
    assert.equal(life.journal.of('run-finished').at(-1)?.status, 'succeeded');
  });
});
