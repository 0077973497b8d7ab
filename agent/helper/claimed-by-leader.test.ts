import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

import { freePort } from './testing/free-port.ts';
import { claimedByLeader } from './claimed-by-leader.ts';

const address = '127.0.0.1';

/** Says it over and over, as a leader does, and never hears an answer. */
async function sayUntil(port: number, parts: readonly string[], ended: Promise<unknown>): Promise<string> {
  let over = false;
  void ended.then(() => (over = true));
  let answer = '';
  while (!over) {
    const socket = connect({ host: address, port });
    socket.on('error', () => undefined);
    socket.on('data', (data) => (answer += String(data)));
    for (const part of parts) {
      socket.write(part);
      await new Promise(setImmediate);
    }
    if (!socket.closed) await Promise.race([new Promise((closed) => socket.once('close', closed)), ended]);
    socket.destroy();
  }
  return answer;
}

const heading = 'POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 999\r\n\r\n';
const call = (method: string) =>
  `${heading}<?xml version="1.0"?>\r\n<methodCall>\r\n<methodName>${method}</methodName>`;

describe('a machine that a zone takes for its server', () => {
  for (const method of ['one.zone.replicate', 'one.zone.voterequest']) {
    it(`hears ${method}, whole or in pieces, and answers nothing`, async () => {
      for (const parts of [[call(method)], [...call(method)]]) {
        const port = await freePort();
        const claimed = claimedByLeader({ address, port, forMs: 60_000 });
        const answer = sayUntil(port, parts, claimed);
        assert.equal(await claimed, address);
        assert.equal(await answer, '');
      }
    });
  }

  it('takes no other call for it, and leaves the port free', async () => {
    const port = await freePort();
    const claimed = claimedByLeader({ address, port, forMs: 300 });
    const others = [call('one.hostpool.info'), 'GET / HTTP/1.1\r\n\r\n', 'x'.repeat(100_000)];
    await Promise.all(others.map((other) => sayUntil(port, [other], claimed)));
    assert.equal(await claimed, undefined);
    const oned = createServer().listen(port, address);
    await once(oned, 'listening');
    // Where oned runs already there is nothing to listen to.
    assert.equal(await claimedByLeader({ address, port, forMs: 60_000 }), undefined);
    oned.close();
  });
});
