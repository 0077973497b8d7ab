import assert from 'node:assert/strict';

import { ask, until } from '../../sandbox/double/testing/test-zone.ts';
import { flag, int32, text } from '../../sandbox/double/wire/value.ts';
import { RealFounding } from '../kill-points/real-founding.ts';
import { hasItsTurn } from './turn.ts';

/** With every other commit. */
const inTurn = hasItsTurn(1, 2) ? describe : describe.skip;

/** A version that nobody has run or read: founding is not offered. */
const unknownVersion = '7.0.1';

/*
 * From one server to three, each joining a zone that is led already, with the moment of fact 7 in between: the second
 * server stands in the pool and does not run, and every write of the zone hangs until it does.
 */
inTurn('a zone that grows from one server', function () {
  this.timeout(30 * 60_000);
  let cluster: RealFounding;

  before(async () => {
    cluster = await RealFounding.start(3);
    await cluster.installOpenNebula(unknownVersion);
  });
  after(() => cluster.remove());

  it('is announced: which way, why, and for how long the zone may have to wait', async () => {
    await until('the new version is told', async () =>
      (await cluster.hapyctl('plan')).output.includes(unknownVersion),
    );
    const { output } = await cluster.hapyctl('plan');
    assert.match(output, /one server after the other/);
    assert.match(output, /HAPY-E419/);
    assert.match(output, /HAPY-E420.*49 min/);
  });

  it('is interrupted within the moment: nobody leads, the plan says so, a write waits and is made later', async () => {
    cluster.apply();
    await cluster.reachEvent('action-finished', 'add-zone-server/hapy2');
    assert.ok(await cluster.signal('coordinator', 'SIGKILL'));
    cluster.killHapyctl();
    const { endpoint, paths } = cluster.node('hapy1');
    const note = text('NOTE="written while the second was missing"');
    const written = ask(endpoint, paths, 'one.zone.update', int32(0), note, int32(1));
    await cluster.startAgain();
    const { output } = await cluster.hapyctl('plan');
    assert.match(output, /HAPY-E422/);
    await cluster.hapyctl('run', 'resume', '--yes');
    await written.catch(() => undefined);
    await until('everything is well', async () => (await cluster.hapyctl('status')).status === 0);
    const zone = await ask(endpoint, paths, 'one.zone.info', int32(0), flag(false));
    assert.match(String(zone.value), /written while the second was missing/);
  });

  it('is a zone of three afterwards, and nothing is left to do', async () => {
    const { status, output } = await cluster.hapyctl('plan');
    assert.equal(status, 0, output);
    const shown = await cluster.hapyctl('status');
    assert.equal(shown.output.match(/ follower /g)?.length, 2, shown.output);
    assert.equal(shown.output.match(/ leader /g)?.length, 1, shown.output);
  });
});
