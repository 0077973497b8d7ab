import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { EventStream } from './event-stream.ts';

describe('a stream of events', () => {
  const streams: EventStream[] = [];
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    responses.push(response);
    streams.push(new EventStream(response, { heartbeatMs: 5 }));
  });
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function read(): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    const [response] = (await once(get({ host: '127.0.0.1', port }), 'response')) as [IncomingMessage];
    return response.setEncoding('utf8');
  }

  it('tells a reader again and again that the line still stands, as a comment, which is no event', async () => {
    const response = await read();
    let text = '';
    for await (const part of response) {
      text += String(part);
      if (text.split(': still here\n\n').length > 3) break;
    }
    assert.match(text, /^(: still here\n\n)+$/);
  });

  it('says nothing more after its end, and nothing to a reader that has left', async () => {
    const response = await read();
    const stream = streams.at(-1);
    assert.ok(stream !== undefined);
    stream.send({ id: '1', type: 'news', data: {} });
    stream.end();
    let text = '';
    for await (const part of response) text += String(part);
    assert.match(text, /data: \{\}\n\n$/);
    const leaving = await read();
    const left = once(responses.at(-1) ?? assert.fail(), 'close');
    leaving.destroy();
    await left;
    assert.equal(streams.at(-1)?.isOpen, false);
  });
});
