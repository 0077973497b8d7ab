import assert from 'node:assert/strict';

import { addressOf, Refusals } from './refusals.ts';

const minuteMs = 60_000;

describe('guesses from one address', () => {
  const clock = { atMs: 0, now: () => clock.atMs, delay: () => Promise.reject(new Error('no')) };
  const refuse = (refusals: Refusals, address: string, times: number) => {
    for (let n = 0; n < times; n += 1) refusals.add(address);
  };

  it('are looked at ten times in a minute, and again after it', () => {
    const refusals = new Refusals(clock);
    refuse(refusals, '10.0.0.7', 9);
    refusals.check('10.0.0.7');
    refuse(refusals, '10.0.0.7', 1);
    assert.throws(() => refusals.check('10.0.0.7'), {
      code: 'HAPY-E123',
      parameters: { address: '10.0.0.7' },
    });
    clock.atMs += minuteMs;
    refusals.check('10.0.0.7');
  });

  it('are nobody else’s, whatever the port they come from', () => {
    const refusals = new Refusals(clock);
    for (let port = 0; port < 10; port += 1) refusals.add(addressOf(`10.0.0.7:${40_000 + port}`));
    assert.throws(() => refusals.check(addressOf('10.0.0.7:51234')), { code: 'HAPY-E123' });
    refusals.check('10.0.0.8');
    assert.equal(addressOf('[2001:db8::1]:51234'), '[2001:db8::1]');
  });

  it('stay counted while strangers of a minute ago are forgotten', () => {
    const refusals = new Refusals(clock);
    for (let n = 0; n < 4_096; n += 1) refusals.add(`10.1.${n >> 8}.${n & 255}`);
    clock.atMs += minuteMs;
    refuse(refusals, '10.0.0.7', 10);
    assert.throws(() => refusals.check('10.0.0.7'), { code: 'HAPY-E123' });
  });

  it('stay counted however many others guess at the same time', () => {
    const refusals = new Refusals(clock);
    refuse(refusals, '10.0.0.7', 10);
    for (let n = 0; n < 10_000; n += 1) refusals.add(`10.${2 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`);
    assert.throws(() => refusals.check('10.0.0.7'), { code: 'HAPY-E123' });
    refusals.check('10.9.9.9');
  });

  it('are forgotten when the clock is set back, instead of standing for as long', () => {
    const refusals = new Refusals(clock);
    refuse(refusals, '10.0.0.7', 10);
    clock.atMs -= 60 * minuteMs;
    refusals.check('10.0.0.7');
    refuse(refusals, '10.0.0.7', 10);
    assert.throws(() => refusals.check('10.0.0.7'), { code: 'HAPY-E123' });
  });
});
