import assert from 'node:assert/strict';

import { Admission } from './admission.ts';
import { anonymous } from './limits.ts';

describe('the admission of peers without a certificate', () => {
  let nowMs = 0;
  const admission = () => new Admission({ now: () => nowMs, delay: () => Promise.resolve() });

  it('bounds how many connections one address has open, and no other address', () => {
    const door = admission();
    const visits = Array.from({ length: anonymous.connectionsPerAddressMax }, () => door.enter('a'));
    assert.ok(visits.every((leave) => leave !== undefined));
    assert.equal(door.enter('a'), undefined);
    assert.ok(door.enter('b') !== undefined);
    visits[0]!();
    visits[0]!();
    assert.ok(door.enter('a') !== undefined);
    assert.equal(door.enter('a'), undefined);
  });

  it('bounds how many come within a minute', () => {
    const door = admission();
    for (let n = 0; n < anonymous.connectionsPerMinuteMax; n += 1) door.enter('a')!();
    assert.equal(door.enter('a'), undefined);
    nowMs += 60_000;
    assert.ok(door.enter('a') !== undefined);
  });

  it('bounds how many addresses it remembers, and makes room when they are quiet', () => {
    const door = admission();
    for (let n = 0; n < anonymous.addressesMax; n += 1) door.enter(`a${n}`)!();
    assert.equal(door.enter('late'), undefined);
    nowMs += 60_000;
    assert.ok(door.enter('late') !== undefined);
  });
});
