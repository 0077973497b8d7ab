import assert from 'node:assert/strict';
import { setImmediate as settle } from 'node:timers/promises';

import { createLog } from '../services/base/log.ts';
import type { Clock } from '../services/base/clock.ts';
import { LookedAtWays } from './looked-at-ways.ts';
import type { Network } from './ports/network.ts';

const peer = '192.0.2.2:2633';

describe('the ways to other nodes', () => {
  let nowMs = 0;
  let answer: Awaited<ReturnType<Network['reach']>> = 'reached';
  let asked: string[] = [];
  let ways: LookedAtWays;

  beforeEach(() => {
    nowMs = 0;
    answer = 'reached';
    asked = [];
    const reach = (address: string, port: number) => {
      asked.push(`${address}:${port}`);
      return Promise.resolve(answer);
    };
    const resolve = (name: string) => Promise.resolve(name === 'hapy2.ac-test.fr' ? ['192.0.2.2'] : []);
    const clock = { now: () => nowMs } as Clock;
    ways = new LookedAtWays({ reach, resolve } as unknown as Network, clock, createLog('test', 'silent'));
    ways.ask([peer]);
  });

  /** What is known after a look that was due `laterMs` from now has ended. */
  async function after(laterMs: number): Promise<string | undefined> {
    nowMs += laterMs;
    ways.looked();
    await settle();
    return ways.looked()[0]?.failure;
  }

  it('are looked at once a minute while they are open', async () => {
    for (const laterMs of [0, 30_000, 29_000]) assert.equal(await after(laterMs), '');
    assert.deepEqual(asked, [peer]);
    await after(2_000);
    assert.deepEqual(asked, [peer, peer]);
  });

  it('are told shut after three looks in a row, and open at the first', async () => {
    answer = { failure: 'timeout' };
    assert.equal(await after(0), '');
    assert.equal(await after(5_000), '');
    assert.equal(await after(5_000), 'timeout');
    answer = 'reached';
    assert.equal(await after(5_000), '');
  });

  it('are not told shut sooner because the list of servers changes meanwhile: a restart is nobody’s firewall', async () => {
    answer = { failure: 'ECONNREFUSED' };
    assert.equal(await after(0), '');
    for (const host of [3, 4, 5]) {
      ways.ask([peer, `192.0.2.${host}:2633`]);
      assert.equal(await after(500), '', `after ${host} looks`);
    }
    assert.equal(asked.filter((each) => each === peer).length, 4, 'each new list is looked at at once');
    await after(5_000);
    assert.equal(await after(5_000), 'ECONNREFUSED');
  });

  it('are looked for by name, and a name without an address is no firewall', async () => {
    answer = { failure: 'timeout' };
    ways.ask(['hapy2.ac-test.fr:2640', 'nobody.ac-test.fr:2640']);
    for (const laterMs of [0, 5_000, 5_000]) await after(laterMs);
    assert.deepEqual(
      ways.looked().map(({ failure }) => failure),
      ['timeout', ''],
    );
    assert.deepEqual(new Set(asked), new Set(['192.0.2.2:2640']));
  });

  it('are forgotten when nobody needs them any more', async () => {
    answer = { failure: 'ECONNREFUSED' };
    for (const laterMs of [0, 5_000, 5_000]) await after(laterMs);
    ways.ask(['192.0.2.3:2633']);
    assert.equal(await after(0), '');
    ways.ask([peer]);
    assert.equal(await after(0), '');
  });
});
