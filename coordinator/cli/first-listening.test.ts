import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

import { firstListening } from './first-listening.ts';

describe('the coordinator of a person’s file', () => {
  const servers: Server[] = [];
  const listener = async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
  };
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  /** Somebody listened there a moment ago. */
  async function lost() {
    const place = await listener();
    const server = servers.pop();
    server?.close();
    if (server !== undefined) await once(server, 'close');
    return place;
  }

  it('is the first that listens, wherever it was restored', async () => {
    const [before, now, other] = [await lost(), await listener(), await listener()];
    assert.deepEqual(await firstListening([now, other]), now);
    assert.deepEqual(await firstListening([before, now, other]), now);
    assert.deepEqual(await firstListening([{ address: 'nowhere.invalid', port: 1 }, before, now]), now);
  });

  it('is the first of all where none listens, so that its failure is told', async () => {
    const before = await lost();
    assert.deepEqual(await firstListening([before, { address: 'nowhere.invalid', port: 1 }]), before);
    assert.equal(await firstListening([]), undefined);
  });
});
