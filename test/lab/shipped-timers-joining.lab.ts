import assert from 'node:assert/strict';

import { until } from '../../sandbox/double/testing/test-zone.ts';
import { RealFounding } from '../kill-points/real-founding.ts';
import { hasItsTurn } from './turn.ts';

/** As oned ships them: 15 s warm-up, 5 s time-outs, 21 s of announcements. Nothing is sped up. */
const shipped = 1;
/** A version that nobody has run or read: founding is not offered. */
const unknownVersion = '7.0.1';
/** Up to seven with every third commit, when no other test of the lab has seven. */
const sizes = hasItsTurn(2, 3) ? [3, 5, 7] : [3];
const nodes = Math.max(...sizes);

/** Seven servers that come one after the other are a zone of three on the way, and one of five. */
describe('joining one by one with the timers that oned ships', function () {
  this.timeout(30 * 60_000);
  let cluster: RealFounding;

  before(async () => {
    cluster = await RealFounding.start(nodes, {}, shipped);
    await cluster.installOpenNebula(unknownVersion);
    await until('the version is told', async () =>
      (await cluster.hapyctl('plan')).output.includes('HAPY-E419'),
    );
  });
  after(() => cluster.remove());

  it(`brings a zone of one to ${sizes.join(', ')} servers, whole each time before the next comes`, async () => {
    cluster.apply();
    for (const size of sizes) {
      await cluster.reachEvent('action-finished', `set-zone-endpoint/hapy${size}`);
      // The next may be on its way already, or one of these restarts at the end: who is in, and that a majority serves.
      const { output } = await cluster.hapyctl('status');
      for (let index = 0; index < size; index += 1) {
        assert.match(output, new RegExp(`^ *${index} hapy${index + 1}\\.`, 'm'), output);
      }
      const serving = output.match(/ (leader|follower|candidate) /g) ?? [];
      assert.ok(serving.length > size / 2, output);
    }
    const { status, output } = await cluster.applied();
    assert.equal(status, 0, output.slice(-1500));
    // Whether terms were steady is not asked: a machine that is busy with other tests makes servers stand.
    await until('one leads and the others follow', async () => {
      const { output: shown } = await cluster.hapyctl('status');
      return shown.match(/ leader /g)?.length === 1 && shown.match(/ follower /g)?.length === nodes - 1;
    });
  });
});
