import { nameOf, schedulesOf } from '../kill-points/schedule.ts';
import { surviveKill } from '../kill-points/survive-kill.ts';
import { seedOfCommit } from '../seed-of-commit.ts';
import { SampleInTime } from './sample-in-time.ts';

/** About as many as the journal of a founding of three has in the sandbox. */
const lines = 150;
const foundings = 12;
const seed = seedOfCommit();

/*
 * A sample of kill points in real processes, another with each commit: foundings, each with one process killed at one line of
 * its journal, then gone on with or aborted. `npm run soak` tries them all.
 */
describe(`foundings that are struck once each (seed ${seed})`, function () {
  this.timeout(15 * 60_000);
  const sample = new SampleInTime(4);
  // The first ones of the same order are those of kill-points-sandbox.test.ts.
  for (const schedule of schedulesOf(lines, seed).slice(-foundings)) {
    it(`${nameOf(schedule)} ends where it should`, async function () {
      if (!sample.tries()) this.skip();
      await surviveKill(schedule);
    });
  }
});
