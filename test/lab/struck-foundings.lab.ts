import assert from 'node:assert/strict';

import { nameOf, schedulesOf } from '../kill-points/schedule.ts';
import { surviveKill } from '../kill-points/survive-kill.ts';
import { seedOfCommit } from '../seed-of-commit.ts';
import { sampleInTime } from './sample-in-time.ts';

/** About as many as the journal of a founding of three has in the sandbox. */
const lines = 150;
const foundings = 12;
const foundingsAtLeast = 4;
const seed = seedOfCommit();

/*
 * A sample of kill points in real processes, another with each commit: foundings, each with one process killed at one line of
 * its journal, then gone on with or aborted. `npm run soak` tries them all.
 */
describe(`foundings that are struck once each (seed ${seed})`, function () {
  this.timeout(45 * 60_000);

  it('end where they should, one after the other, for as long as eight minutes last', async () => {
    // The first ones of the same order are those of kill-points-sandbox.test.ts.
    const schedules = schedulesOf(lines, seed).slice(-foundings);
    for (const at of sampleInTime(foundings, foundingsAtLeast)) {
      const schedule = schedules[at];
      assert.ok(schedule !== undefined);
      await surviveKill(schedule).catch((cause: unknown) => {
        throw new Error(`${nameOf(schedule)}: ${String(cause)}`, { cause });
      });
      process.stdout.write(`      ${at + 1}  ${nameOf(schedule)}\n`);
    }
  });
});
