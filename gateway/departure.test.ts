import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

import { departureOf } from './departure.ts';

describe('whether somebody has hung up', () => {
  it('is told apart from the end of a body', async () => {
    const arrived = Promise.withResolvers<AbortSignal>();
    const read = Promise.withResolvers<void>();
    const server = createServer((asked) => {
      arrived.resolve(departureOf(asked.socket));
      asked.resume().once('close', () => read.resolve());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const asking = request({ host: '127.0.0.1', port, method: 'POST' });
    asking.on('error', () => undefined);
    asking.end('{}');
    const signal = await arrived.promise;
    await read.promise;
    assert.equal(signal.aborted, false, 'the body was read, and somebody waits for the answer');
    asking.destroy();
    if (!signal.aborted) await once(signal, 'abort');
    server.close();
  });
});
