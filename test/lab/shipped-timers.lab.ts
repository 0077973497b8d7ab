import assert from 'node:assert/strict';

import { RealFounding } from '../kill-points/real-founding.ts';

/** As oned ships them: 15 s warm-up, 5 s time-outs, 21 s of announcements. Nothing is sped up. */
const shipped = 1;

/** Three sizes at once on two cores, each mostly waiting for timers. */
describe('a founding with the timers that oned ships', function () {
  this.timeout(15 * 60_000);
  const foundings: RealFounding[] = [];
  after(() => Promise.all(foundings.map((founding) => founding.remove())));

  it('forms 3, 5 and 7 servers side by side, healthy and with one leader each', async () => {
    for (const nodes of [3, 5, 7]) foundings.push(await RealFounding.start(nodes, {}, shipped));
    const applied = await Promise.all(
      foundings.map((founding) => founding.hapyctl('apply', '--yes', '--no-drill')),
    );
    for (const [at, { status, output }] of applied.entries()) {
      assert.equal(status, 0, `${foundings[at]?.nodeNames.length} nodes: ${output.slice(-1500)}`);
    }
    for (const founding of foundings) {
      const shown = await founding.hapyctl('status');
      assert.equal(shown.status, 0, shown.output);
      assert.equal(shown.output.match(/ leader /g)?.length, 1, shown.output);
      assert.equal(shown.output.match(/ follower /g)?.length, founding.nodeNames.length - 1, shown.output);
    }
  });
});
