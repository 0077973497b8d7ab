import assert from 'node:assert/strict';
import { setImmediate as settle } from 'node:timers/promises';

import type { Clock } from '../services/base/clock.ts';
import { createLog } from '../services/base/log.ts';
import { type Away, watchCoordinator } from './coordinator-watch.ts';
import { LookedAtWays } from './looked-at-ways.ts';
import type { Network } from './ports/network.ts';

const first = '192.0.2.1:2640';
const second = '192.0.2.2:2640';

describe('the agent’s own look for the coordinator', () => {
  let nowMs: number;
  let next: () => void;
  let silent: Set<string>;
  let told: (Away | undefined)[];
  let logged: { code?: string; msg: string }[];
  let ending: AbortController;

  /** One look, whose answers have arrived before the next one. */
  async function look(times = 1): Promise<void> {
    for (let at = 0; at < times; at += 1) {
      await settle();
      nowMs += 61_000;
      next();
      await settle();
    }
  }

  beforeEach(() => {
    nowMs = 0;
    silent = new Set();
    told = [];
    logged = [];
    ending = new AbortController();
    const clock: Clock = {
      now: () => nowMs,
      delay: () =>
        new Promise((resolve) => {
          next = resolve;
        }),
    };
    const reach = (address: string, port: number) =>
      Promise.resolve(silent.has(`${address}:${port}`) ? { failure: 'EHOSTUNREACH' } : ('reached' as const));
    const places = () => [first, second];
    const write = (line: string) => logged.push(JSON.parse(line) as (typeof logged)[number]);
    const log = createLog('test', 'info', { write });
    const ways = new LookedAtWays(
      { reach } as unknown as Network,
      clock,
      createLog('test', 'silent'),
      places,
    );
    const tell = (away: Away | undefined) => told.push(away);
    void watchCoordinator({ ways, places, clock, log, tell }, ending.signal);
  });
  afterEach(() => {
    ending.abort();
    next();
  });

  it('tells nothing while one of them answers', async () => {
    silent.add(first);
    await look(5);
    assert.deepEqual([told, logged], [[], []]);
  });

  it('tells once that none does, though nobody has asked this node for anything, and once when one is back', async () => {
    silent = new Set([first, second]);
    await look(6);
    assert.deepEqual(told, [{ endpoint: first, failure: 'EHOSTUNREACH' }]);
    assert.deepEqual(
      logged.map(({ code, msg }) => [code, msg]),
      [['HAPY-E743', 'no coordinator answers']],
    );
    silent = new Set([first]);
    await look(3);
    assert.deepEqual(told.slice(1), [undefined]);
    assert.equal(logged.at(-1)?.msg, 'a coordinator answers again');
    assert.equal(logged.length, 2);
  });
});
