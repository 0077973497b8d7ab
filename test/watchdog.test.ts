import assert from 'node:assert/strict';

import { WatchedZone } from './watchdog/watched-zone.ts';

/** Enough to show that nothing happens by itself. */
const patienceMs = 4000;
/** How soon it happens is for `bench:watchdog` to tell: here it must happen. */
const longestMs = 60_000;

/*
 * The watchdog beside real elections, and the same without it; `npm run bench:watchdog` does it more often
 * (docs/watchdog.md).
 */
describe('the virtual address of a leader that is killed, or flushed', function () {
  this.timeout(9 * 60_000);
  let zone: WatchedZone;

  before(async () => {
    zone = await WatchedZone.found(10);
  });
  after(() => zone?.remove());

  it('stays where it must not be, and away from where it must be, without the watchdog', async () => {
    const killed = await zone.killLeader(patienceMs);
    assert.equal(killed.rightAfterMs, undefined, JSON.stringify(killed));
    assert.ok(killed.twoSinceLedMs > 0, JSON.stringify(killed));
    assert.equal((await zone.flushLeader(patienceMs)).rightAfterMs, undefined);
  });

  it('is on one server after the next leader can be observed, and comes back, with it', async () => {
    await zone.setWatchdog(true);
    const killed = await zone.killLeader(longestMs);
    assert.ok(killed.rightAfterMs !== undefined, JSON.stringify(killed));
    const flushed = await zone.flushLeader(longestMs);
    assert.ok(flushed.rightAfterMs !== undefined, JSON.stringify(flushed));
  });
});
