import assert from 'node:assert/strict';

import { firstSeed } from '../simulation/first-seed.ts';
import { told } from '../simulation/simulate.ts';
import { simulateMany } from '../simulation/simulate-many.ts';

const schedules = 10_000;

describe(`the simulation of a cluster's life, at length (seeds from ${firstSeed()})`, function () {
  this.timeout(60 * 60_000);

  it(`ends where it should in ${schedules} schedules`, async () => {
    // Beyond those that `npm test` tries .
    const { failed } = await simulateMany(firstSeed() + 1_000_000_000, schedules);
    const [first] = failed;
    const seeds = failed.map(({ schedule }) => schedule.seed).join(', ');
    assert.ok(first === undefined, first === undefined ? '' : `${seeds} failed; the first:\n${told(first)}`);
  });
});
