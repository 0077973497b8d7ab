import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify, inspect } from 'node:util';

import { Oned } from './oned.ts';

// A oned at its worst, played byte by byte over a plain socket.

const secret = 'oneadmin:top-secret';

const wrap = (value: string, first = '1') =>
  '<?xml version="1.0" encoding="UTF-8"?>\r\n<methodResponse>\r\n<params>\r\n<param><value><array><data>\r\n' +
  `<value><boolean>${first}</boolean></value>\r\n<value><string>${value}</string></value>\r\n` +
  '<value><i4>0</i4></value>\r\n</data></array></value></param>\r\n</params>\r\n</methodResponse>\r\n';

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const http = (body: string | Buffer, length = Buffer.byteLength(body)) =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`,
    ),
    Buffer.from(body),
  ]);

const host = (id: number, name: string, more = '') =>
  `<HOST><ID>${id}</ID><NAME>${name}</NAME><STATE>2</STATE><CLUSTER>default</CLUSTER>${more}</HOST>`;

describe('a oned at its worst', () => {
  let server: Server;
  let play: (socket: Socket) => void;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => play(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    server.close();
    await once(server, 'close');
  });

  const port = () => (server.address() as AddressInfo).port;
  const oned = (timeoutMs = 10_000) =>
    new Oned({
      endpoint: `http://127.0.0.1:${port()}/RPC2`,
      timeoutMs,
      readSession: () => Promise.resolve(secret),
    });
  const answer = (body: string | Buffer) => {
    play = (socket) => socket.end(http(body));
  };
  const write = { deadlineMs: 10_000 };

  /** The error has the code, and nothing of it, however deep, tells the session. */
  async function fails(work: Promise<unknown>, expected: object): Promise<void> {
    await assert.rejects(work, (error: Error) => {
      assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /top-secret/);
      for (const [key, value] of Object.entries(expected))
        assert.equal(error[key as keyof Error], value, inspect(error));
      return true;
    });
  }

  it('accepts and never answers', async () => {
    play = () => undefined;
    await fails(oned(150).raftStatus(), { code: 'HAPY-E401' });
    await fails(oned().removeServer(1, { deadlineMs: 150 }), { code: 'HAPY-E401', outcomeUnknown: true });
  });

  it('begins its answer and never ends it', async () => {
    play = (socket) => socket.write(http(wrap(escape('<RAFT>')).slice(0, 200), 5000));
    await fails(oned(150).raftStatus(), { code: 'HAPY-E401' });
  });

  it('is cut at any byte of its answer, and a change is then unknown', async () => {
    const whole = http(wrap(escape('<ZONE><ID>0</ID></ZONE>')));
    const headers = whole.indexOf('\r\n\r\n') + 4;
    for (let at = headers; at < whole.length - 1; at += 7) {
      play = (socket) => socket.end(whole.subarray(0, at));
      await fails(oned().zone(), { code: 'HAPY-E411' });
    }
    play = (socket) => socket.end(whole.subarray(0, whole.length - 30));
    await fails(oned().removeServer(1, write), { code: 'HAPY-E411', outcomeUnknown: true });
    // Before its first byte there is no answer to be cut.
    play = (socket) => socket.destroy();
    await fails(oned().removeServer(1, write), { code: 'HAPY-E400', outcomeUnknown: true });
  });

  it('is cut although its headers promise no length', async () => {
    const body = wrap(escape('<ZONE><ID>0</ID></ZONE>'));
    play = (socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${body.slice(0, body.length - 60)}`);
    await fails(oned().zone(), { code: 'HAPY-E411' });
  });

  it('answers a change with something else: nobody knows whether it was made', async () => {
    answer('<html/>');
    await fails(oned().removeServer(1, write), { code: 'HAPY-E418', outcomeUnknown: true });
    await fails(oned().zone(), { code: 'HAPY-E402' });
  });

  it('sends entities and document types, inside and outside', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "bb">]><ZONE>&b;</ZONE>';
    for (const body of [bomb, wrap(escape(bomb)), wrap(escape('<ZONE>&nbsp;</ZONE>')), wrap('&x;')]) {
      answer(body);
      await fails(oned().zone(), { code: 'HAPY-E402' });
    }
  });

  it('has invalid UTF-8 in a name: the others are still seen', async () => {
    const pool = `<HOST_POOL>${host(0, 'hapy1')}${host(1, 'hap@2')}</HOST_POOL>`;
    const bytes = Buffer.from(wrap(escape(pool)));
    bytes[bytes.indexOf('@')] = 0xff;
    answer(bytes);
    const names = (await oned().hosts()).map((each) => each.name);
    assert.deepEqual(names, ['hapy1', 'hap\ufffd2']);
  });

  it('has control characters and markup in a name: no terminal obeys them', async () => {
    const name = '<![CDATA[a\u001b[31m<b>&amp;]]]]><![CDATA[>\u202e]]>';
    answer(wrap(escape(`<HOST_POOL>${host(0, name)}</HOST_POOL>`)));
    assert.deepEqual(
      (await oned().hosts()).map((each) => each.name),
      ['a\ufffd[31m<b>&amp;]]>\ufffd'],
    );
    const refused = wrap('[one.zone.delserver] no\u001b]0;x\u0007', '0').replace(
      '<i4>0</i4>',
      '<i4>2048</i4>',
    );
    answer(refused);
    await assert.rejects(oned().removeServer(1, write), (error: Error) => !/\p{Cc}/u.test(error.message));
  });

  it('reports the term that a refusal left behind as the number that it is', async () => {
    answer(wrap(escape('<RAFT><SERVER_ID>0</SERVER_ID><STATE>2</STATE><TERM>4294967295</TERM></RAFT>')));
    assert.equal((await oned().raftStatus()).term, 4_294_967_295);
  });

  it('refuses in the words of each version', async () => {
    const refusal = (
      code: number,
      message: string,
      rest = '<value><i4>-1</i4></value><value><i8>-1</i8></value>',
    ) => wrap(message, '0').replace('<i4>0</i4></value>', `<i4>${code}</i4></value>${rest}`);
    const cases: readonly [string, string][] = [
      [refusal(8192, '[one.zone.delserver] Cannot process request, no leader found'), 'HAPY-E413'],
      [refusal(8192, '[m] Cannot process request, oned cluster in election mode'), 'HAPY-E413'],
      [refusal(8192, '[m] Cannot process request, oned cluster is replicating log'), 'HAPY-E413'],
      [refusal(8192, '[m] NAME is already taken by HOST 4.'), 'HAPY-E403'],
      [refusal(512, '[m] Not authorized'), 'HAPY-E414'],
      [refusal(1024, '[m] Error getting zone [7].'), 'HAPY-E415'],
      [refusal(32768, '[m] locked'), 'HAPY-E416'],
      [refusal(8192, '[m] Cannot process request, zone disabled'), 'HAPY-E416'],
      [refusal(256, "[m] User couldn't be authenticated, aborting call."), 'HAPY-E404'],
      // OpenNebula 5.8 gives four parts.
      [refusal(2048, '[m] SERVER not found in zone', '<value><i4>-1</i4></value>'), 'HAPY-E403'],
    ];
    for (const [body, code] of cases) {
      answer(body);
      await fails(oned().removeServer(1, write), { code });
    }
    answer(
      '<methodResponse><fault><value><struct><member><name>faultCode</name><value><i4>-506</i4></value></member>' +
        "<member><name>faultString</name><value><string>Method 'x' not defined</string></value></member></struct></value></fault></methodResponse>",
    );
    await fails(oned().removeServer(1, write), { code: 'HAPY-E412' });
  });

  it('has a pool far larger than the memory that its reader is given', async function () {
    this.timeout(120_000);
    const megabytes = 96;
    const entry = escape(host(7, 'hapy7', `<TEMPLATE><X><![CDATA[${'x'.repeat(8000)}]]></X></TEMPLATE>`));
    const count = Math.ceil((megabytes * 1024 * 1024) / entry.length);
    play = (socket) => void sendPool(socket, entry, count);
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--max-old-space-size=32',
      '--input-type=module',
      '--eval',
      reading(port()),
    ]);
    assert.deepEqual(JSON.parse(stdout), { count, last: 'hapy7' });
  });
});

/** Writes a pool of `count` times the same host, as fast as it is read. */
async function sendPool(socket: Socket, entry: string, count: number): Promise<void> {
  const [before = '', after = ''] = wrap('@').split('@');
  socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${before}&lt;HOST_POOL&gt;`);
  for (let sent = 0; sent < count && !socket.destroyed; sent += 1) {
    if (!socket.write(entry)) await once(socket, 'drain').catch(() => undefined);
  }
  socket.end(`&lt;/HOST_POOL&gt;${after}`);
}

function reading(port: number): string {
  return `
    import { Oned } from '${import.meta.dirname}/oned.ts';
    const endpoint = 'http://127.0.0.1:${port}/RPC2';
    const oned = new Oned({ endpoint, timeoutMs: 100_000, readSession: async () => 'a:b' });
    const hosts = await oned.hosts();
    process.stdout.write(JSON.stringify({ count: hosts.length, last: hosts.at(-1)?.name }));
  `;
}
