import assert from 'node:assert/strict';

import { ExchangedClient } from './exchanged-client.ts';

describe('a client that is exchanged', () => {
  const closable = () => ({
    closed: 0,
    close: function () {
      this.closed += 1;
    },
  });

  it('is closed when its last call has ended, and not before', async () => {
    const [before, next] = [closable(), closable()];
    const clients = new ExchangedClient(before);
    const [first, second] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
    const calls = [first, second].map(({ promise }) => clients.call(() => promise));
    clients.exchange(next);
    assert.equal(await clients.call(async (client) => (client === next ? 'new' : 'old')), 'new');
    first.resolve(1);
    assert.equal(await calls[0], 1);
    assert.equal(before.closed, 0);
    second.reject(new Error('failed'));
    await assert.rejects(calls[1] ?? Promise.resolve(), /failed/);
    assert.deepEqual([before.closed, next.closed], [1, 0]);
    clients.exchange(before);
    assert.equal(next.closed, 1);
    clients.close();
    assert.equal(before.closed, 2);
  });

  it('ends a stream where it began, also one that its reader leaves', async () => {
    const [before, next] = [closable(), closable()];
    const clients = new ExchangedClient(before);
    const items = clients.stream(async function* (client) {
      for (;;) yield client;
    });
    assert.equal((await items.next()).value, before);
    clients.exchange(next);
    assert.equal((await items.next()).value, before);
    assert.equal(before.closed, 0);
    await items.return(undefined);
    assert.equal(before.closed, 1);
  });
});
