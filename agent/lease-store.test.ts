import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Clock } from '../services/base/clock.ts';
import { LeaseStore } from './lease-store.ts';

describe('the lease on a node', () => {
  let folder: string;
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, delay: () => Promise.resolve() };
  const open = () => LeaseStore.open(join(folder, 'lease'), 'hapy1', clock);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-lease-'));
    nowMs = 1_000_000;
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('goes to the first who asks and is there after a restart', async () => {
    const lease = await open();
    assert.throws(() => lease.require('a', 1), { code: 'HAPY-E301' });
    assert.equal((await lease.acquire({ holder: 'a', epoch: 1, ttlMs: 5000 })).granted, true);
    const again = await open();
    again.require('a', 1);
    assert.equal(again.current?.expiresAtMs, 1_005_000);
  });

  it('goes to another only with a higher epoch and after it has expired', async () => {
    const lease = await open();
    await lease.acquire({ holder: 'a', epoch: 4, ttlMs: 5000 });
    assert.equal((await lease.acquire({ holder: 'b', epoch: 5, ttlMs: 5000 })).granted, false);
    nowMs += 5000;
    assert.equal((await lease.acquire({ holder: 'b', epoch: 4, ttlMs: 5000 })).granted, false);
    assert.equal((await lease.acquire({ holder: 'b', epoch: 5, ttlMs: 5000 })).granted, true);
    assert.throws(() => lease.require('a', 4), { code: 'HAPY-E301' });
    assert.equal((await lease.renew({ holder: 'a', epoch: 4, ttlMs: 5000 })).granted, false);
  });

  it('stays with its holder, who may raise his epoch but not lower it', async () => {
    const lease = await open();
    await lease.acquire({ holder: 'a', epoch: 4, ttlMs: 5000 });
    assert.equal((await lease.acquire({ holder: 'a', epoch: 3, ttlMs: 5000 })).granted, false);
    assert.equal((await lease.acquire({ holder: 'a', epoch: 4, ttlMs: 5000 })).granted, true);
    assert.equal((await lease.acquire({ holder: 'a', epoch: 6, ttlMs: 5000 })).granted, true);
    assert.throws(() => lease.require('a', 4), { code: 'HAPY-E301' });
  });

  it('no longer lets its holder change anything when it has expired, until it is renewed', async () => {
    const lease = await open();
    await lease.acquire({ holder: 'a', epoch: 1, ttlMs: 5000 });
    nowMs += 5000;
    assert.throws(() => lease.require('a', 1), { code: 'HAPY-E302' });
    assert.equal((await lease.renew({ holder: 'a', epoch: 1, ttlMs: 5000 })).granted, true);
    lease.require('a', 1);
  });

  it('says since when its holder has it', async () => {
    const lease = await open();
    await lease.acquire({ holder: 'a', epoch: 1, ttlMs: 5000 });
    nowMs += 3000;
    await lease.renew({ holder: 'a', epoch: 1, ttlMs: 5000 });
    assert.equal((await open()).current?.grantedAtMs, 1_000_000);
    nowMs += 5000;
    await lease.acquire({ holder: 'b', epoch: 2, ttlMs: 5000 });
    assert.equal(lease.current?.grantedAtMs, 1_008_000);
  });

  it('does not last for ever when the clock of the node is set back', async () => {
    const lease = await open();
    await lease.acquire({ holder: 'a', epoch: 1, ttlMs: 5000 });
    nowMs -= 3_600_000;
    lease.require('a', 1);
    assert.equal((await lease.acquire({ holder: 'b', epoch: 2, ttlMs: 5000 })).granted, true);
  });

  it('decides one request after the other', async () => {
    const lease = await open();
    const asked = ['a', 'b', 'c'].map((holder) => lease.acquire({ holder, epoch: 1, ttlMs: 5000 }));
    const granted = (await Promise.all(asked)).filter((answer) => answer.granted);
    assert.equal(granted.length, 1);
  });
});
