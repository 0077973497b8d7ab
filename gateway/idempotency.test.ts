import assert from 'node:assert/strict';

import { systemClock } from '../services/base/clock.ts';
import { Idempotency, type SentAnswer } from './idempotency.ts';

describe('answers by their key', () => {
  const answer: SentAnswer = { status: 202, headers: {}, payload: '{}' };

  it('are given to whoever waits, even when more keys came meanwhile than are kept', async () => {
    const idempotency = new Idempotency(systemClock);
    const { finish } = await idempotency.begin('first', {});
    const waiting = idempotency.begin('first', {});
    for (let count = 0; count < 1_100; count += 1) {
      (await idempotency.begin(`other ${count}`, {})).finish?.(answer);
    }
    finish?.(answer);
    assert.deepEqual(await waiting, { sent: answer });
  });

  it('are forgotten after a day, and the request is carried out again', async () => {
    let nowMs = 0;
    const idempotency = new Idempotency({ now: () => nowMs, delay: () => Promise.resolve() });
    (await idempotency.begin('key', {})).finish?.(answer);
    nowMs = 23 * 3_600_000;
    assert.deepEqual((await idempotency.begin('key', {})).sent, answer);
    nowMs = 25 * 3_600_000;
    assert.equal((await idempotency.begin('key', {})).sent, undefined);
  });
});
