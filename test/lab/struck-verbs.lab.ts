import assert from 'node:assert/strict';

import { RealLife } from '../kill-points/real-life.ts';
import { seconds } from '../kill-points/soak-life.ts';
import { seedOfCommit } from '../seed-of-commit.ts';
import { SampleInTime } from './sample-in-time.ts';

const seed = seedOfCommit();
/** Through all seven verbs; then again and again. */
const rounds = 4;
const verbs = 7;

/*
 * A sample of kill points in real processes, another with each commit: one cluster that lives through verb after verb, each
 * of which is struck once and then gone on with, or aborted and asked for again. `npm run soak -- --life N --seed S` tries
 * any number of them.
 */
describe(`a cluster that is struck in each verb of its life (seed ${seed})`, function () {
  this.timeout(30 * 60_000);
  const sample = new SampleInTime(verbs);
  let life: RealLife;
  let failed = false;

  before(async () => {
    life = await RealLife.start(seed);
  });
  afterEach(function () {
    failed ||= this.currentTest?.isFailed() ?? false;
  });
  after(() => life?.remove());

  it('goes on by itself, and when it is told to, after the coordinator was killed while a seed was made for a new machine', async () => {
    // That verb's point in which both were refused.
    const { name } = await life.live(life.verb('replace'), 2_013);
    assert.match(name, /coordinator-killed at hapy1 when export-seed\/hapy3 has started, then resume/);
  });

  for (let point = 0; point < rounds * verbs; point += 1) {
    it(`survives strike ${point + 1}`, async function () {
      if (failed || !sample.tries()) this.skip();
      const verb = life.verbs[point % verbs];
      if (verb === undefined) throw new Error(`there are not ${verbs} verbs`);
      const { name, convergedMs } = await life.live(verb);
      process.stdout.write(`      ${name}: whole after ${seconds(convergedMs)}\n`);
    });
  }
});
