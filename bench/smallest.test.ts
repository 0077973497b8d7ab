import assert from 'node:assert/strict';

import { requireRows } from './harness/require-rows.ts';
import { runMeasures } from './harness/run-measures.ts';
import { enrolment } from './measures/enrolment.ts';
import { eventLatency } from './measures/event-latency.ts';
import { planner } from './measures/planner.ts';
import { state } from './measures/state.ts';

/* The measures that take a second or two at their smallest; test/lab/bench.lab.ts has the others. No time is judged. */
describe('the smallest bench', function () {
  this.timeout(6 * 60_000);

  for (const measure of [planner, state, eventLatency, enrolment]) {
    it(`runs ${measure.name}`, async () => {
      const [outcome] = await runMeasures([measure], { size: 'small', rivals: false });
      assert.ok(outcome !== undefined);
      requireRows(outcome);
    });
  }
});
