import assert from 'node:assert/strict';

import { RealLife } from '../kill-points/real-life.ts';
import { seconds } from '../kill-points/soak-life.ts';
import { seedOfCommit } from '../seed-of-commit.ts';
import { sampleInTime } from './sample-in-time.ts';

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
  this.timeout(45 * 60_000);
  let life: RealLife;

  before(async () => {
    life = await RealLife.start(seed);
  });
  after(() => life?.remove());

  it('goes on by itself, and when it is told to, after the coordinator was killed while a seed was made for a new machine', async () => {
    // That verb's point in which both were refused.
    const { name } = await life.live(life.verb('replace'), 2_013);
    assert.match(name, /coordinator-killed at hapy1 when export-seed\/hapy3 has started, then resume/);
  });

  it('survives one strike after the other, verb after verb, for as long as eight minutes last', async () => {
    for (const point of sampleInTime(rounds * verbs, verbs)) {
      const verb = life.verbs[point % verbs];
      assert.ok(verb !== undefined, `there are ${verbs} verbs`);
      const { name, convergedMs } = await life.live(verb);
      process.stdout.write(`      ${point + 1}  ${name}: whole after ${seconds(convergedMs)}\n`);
    }
  });
});
