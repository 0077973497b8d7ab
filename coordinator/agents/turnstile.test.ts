import assert from 'node:assert/strict';

import { Turnstile } from './turnstile.ts';

describe('the turnstile', () => {
  it('lets only so many run at once, in their order, failures included', async () => {
    const turnstile = new Turnstile(3);
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    const tasks = Array.from({ length: 20 }, (_, index) =>
      turnstile.pass(async () => {
        begun.push(index);
        most = Math.max(most, (running += 1));
        await new Promise(setImmediate);
        running -= 1;
        if (index % 4 === 0) throw new Error('one of those');
      }),
    );
    const ends = await Promise.allSettled(tasks);
    assert.equal(most, 3);
    assert.deepEqual(begun, [...Array(20).keys()]);
    assert.equal(ends.filter((end) => end.status === 'rejected').length, 5);
  });
});
