import assert from 'node:assert/strict';

import { RealFounding } from '../kill-points/real-founding.ts';
import { hasItsTurn } from './turn.ts';

/** As oned ships them: 15 s warm-up, 5 s time-outs, 21 s of announcements. Nothing is sped up. */
const shipped = 1;

/**
 * One size after the other: a zone whose servers wait for a processor elects again and again, as oned does, and that
 * says nothing about how it was founded.
 */
describe('a founding with the timers that oned ships', function () {
  this.timeout(30 * 60_000);
  let founding: RealFounding | undefined;
  afterEach(() => founding?.remove());

  for (const nodes of [3, 5, 7]) {
    // Three always; five and seven in turn, when no other test of the lab has seven.
    const runs = nodes === 3 || hasItsTurn(nodes === 7 ? 1 : 2, 3) ? it : it.skip;
    runs(`forms ${nodes} servers, healthy and with one leader`, async () => {
      const zone = (founding = await RealFounding.start(nodes, {}, shipped));
      const { status, output } = await zone.hapyctl('apply', '--yes', '--no-drill');
      assert.equal(status, 0, output.slice(-1500));
      // Elections while the machine was busy stay a finding for five minutes, which are waited for.
      await zone.hapyctl('doctor', '--wait-for', 'healthy', '--timeout', '360');
      const { status: health, output: shown } = await zone.hapyctl('status');
      assert.equal(health, 0, shown);
      assert.equal(shown.match(/ leader /g)?.length, 1, shown);
      assert.equal(shown.match(/ follower /g)?.length, nodes - 1, shown);
    });
  }
});
