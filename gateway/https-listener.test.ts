import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';

import type { FastifyInstance } from 'fastify';

import { systemClock } from '../services/base/clock.ts';
import { createLog } from '../services/base/log.ts';
import { buildUri } from '../services/rpc/uri.ts';
import { describeWithOpenssl } from '../test/pki/describe-with-openssl.ts';
import { createThrowawayCa } from '../test/pki/throwaway-pki.ts';
import { buildApp } from './app.ts';
import { readConsoleFiles } from './console-files.ts';
import { httpsOptions, standingOfHttps } from './https-listener.ts';
import type { Problem } from './problem.ts';
import { readToken, workingCoordinator } from './testing/fake-coordinator.ts';

/** What no client library sends: bytes on a real connection. */
describeWithOpenssl('the listener of the gateway', () => {
  const ca = createThrowawayCa('cluster');
  const requestWithinMs = 1_500;
  let app: FastifyInstance;
  let folder = '';
  let port = 0;
  let aheadMs = 0;
  const clock = { ...systemClock, now: () => Date.now() + aheadMs };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-listener-'));
    mkdirSync(join(folder, 'page'));
    writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'secret.json'), '"secret"');
    const identity = ca.issue({ names: [`URI:${buildUri('c1', 'gateway')}`, 'IP:127.0.0.1'] });
    app = await buildApp({
      ...{ coordinator: workingCoordinator, clock: systemClock, requestWithinMs },
      console: await readConsoleFiles(join(folder, 'page')),
      standingOf: standingOfHttps('c1', clock),
      isReady: () => Promise.resolve(true),
      log: createLog('test', 'silent'),
      https: httpsOptions(identity),
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    ({ port } = app.server.address() as AddressInfo);
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const connect = async () => {
    const socket = tls.connect({ host: '127.0.0.1', port, ca: ca.rootsPem });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    return socket;
  };

  /** Everything that is answered until the connection ends. */
  async function answerTo(...parts: readonly (string | Buffer)[]): Promise<string> {
    const socket = await connect();
    const answer: Buffer[] = [];
    socket.on('data', (part: Buffer) => answer.push(part));
    const ended = once(socket, 'close');
    for (const part of parts) socket.write(part);
    await ended;
    return Buffer.concat(answer).toString();
  }

  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
  function problemIn(answer: string): Problem {
    assert.match(answer, /content-type: application\/problem\+json/i, answer.slice(0, 300));
    return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Problem;
  }
  const head = (line: string, ...headers: string[]) =>
    `${[line, 'host: hapy', 'connection: close', ...headers].join('\r\n')}\r\n\r\n`;
  const bearer = `authorization: Bearer ${readToken}`;

  it('answers what is no HTTP with a code, and ends the connection', async () => {
    for (const nonsense of [
      'GARBAGE\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET /healthz HTTP/1.1\r\n\r\n',
      head('GET /healthz HTTP/1.1', 'bad header'),
      head('GET /healthz HTTP/1.1', 'x: a\u0000b'),
      head('GET /healthz HTTP/1.1', 'x: a\rset-cookie: b'),
      head('POST /api/v1/plan HTTP/1.1', 'content-length: 5', 'transfer-encoding: chunked'),
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]),
    ]) {
      const answer = await answerTo(nonsense, '\r\n\r\n');
      assert.equal(statusOf(answer), 400, String(nonsense));
      assert.doesNotMatch(answer, /set-cookie|node_modules|\n\s+at /i);
    }
    assert.equal(problemIn(await answerTo('GARBAGE\r\n\r\n')).code, 'HAPY-E114');
  });

  it('takes no more headers than Node does, and says so', async () => {
    const answer = await answerTo(head('GET /healthz HTTP/1.1', `x: ${'a'.repeat(20_000)}`));
    assert.deepEqual([statusOf(answer), problemIn(answer).status], [431, 431]);
  });

  it('refuses a body of 50 MB before it has come, and one that does not say its size once it is too large', async () => {
    const post = 'POST /api/v1/plan HTTP/1.1';
    const json = 'content-type: application/json';
    const told = await answerTo(head(post, bearer, json, 'content-length: 50000000'), '{"drill":');
    assert.deepEqual([statusOf(told), problemIn(told).code], [413, 'HAPY-E114']);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const untold = await answerTo(
      head(post, bearer, json, 'transfer-encoding: chunked'),
      chunk,
      chunk,
      chunk,
    );
    assert.equal(statusOf(untold), 413);
  });

  it('ends a request that comes a byte at a time', async () => {
    const socket = await connect();
    const answer: Buffer[] = [];
    socket.on('data', (part: Buffer) => answer.push(part));
    const dripping = setInterval(() => socket.write('a'), 100);
    socket.write('GET /healthz HTTP/1.1\r\nx: ');
    await once(socket, 'close');
    clearInterval(dripping);
    const said = Buffer.concat(answer).toString();
    assert.deepEqual([statusOf(said), problemIn(said).code], [408, 'HAPY-E114']);
    assert.equal(statusOf(await answerTo(head('GET /healthz HTTP/1.1'))), 200, 'others are served');
  });

  it('never leaves the folder of the console, however the path is written', async () => {
    for (const path of [
      ...['/console/../secret.json', '/console/..%2fsecret.json', '/console/%2e%2e/secret.json'],
      ...['/../secret.json', '/console/../../../../../../etc/passwd', '/console//etc/passwd'],
      ...['//secret.json', '/console/..\\secret.json', '/console/index.html/../../secret.json'],
    ]) {
      const answer = await answerTo(head(`GET ${path} HTTP/1.1`));
      assert.ok([400, 404].includes(statusOf(answer)), `${path}: ${answer.slice(0, 60)}`);
      assert.doesNotMatch(answer, /"secret"|root:/);
    }
    assert.equal(statusOf(await answerTo(head('GET / HTTP/1.1'))), 200);
  });

  it('writes nothing of a request into the headers of its answer', async () => {
    const evil = 'x%0d%0aset-cookie:%20a=b';
    for (const path of [
      `/console/${evil}`,
      `/api/v1/nodes/${evil}`,
      `/api/v1/runs?before=${evil}`,
      `/${evil}`,
    ]) {
      const answer = await answerTo(head(`GET ${path} HTTP/1.1`, bearer, `idempotency-key: ${evil}`));
      const headers = answer.slice(0, answer.indexOf('\r\n\r\n'));
      assert.doesNotMatch(headers, /set-cookie/i, path);
    }
  });

  it('believes a connection for as long as its certificate lasts, and not a request longer', async () => {
    const { privateKeyPem, certificateChainPem } = ca.issue({
      names: [`URI:${buildUri('c1', 'auditor', 'wall')}`],
    });
    const own = { key: privateKeyPem, cert: certificateChainPem };
    const socket = tls.connect({ host: '127.0.0.1', port, ca: ca.rootsPem, ...own });
    await once(socket, 'secureConnect');
    const ask = async () => {
      socket.write('GET /api/v1/cluster HTTP/1.1\r\nhost: hapy\r\n\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return statusOf(answer.toString());
    };
    try {
      assert.deepEqual([await ask(), await ask()], [200, 200]);
      aheadMs = 10 * 365 * 86_400_000;
      assert.equal(await ask(), 401);
    } finally {
      aheadMs = 0;
      socket.destroy();
    }
  });

  it('takes a body from whoever shows a token or a session, as it comes on a wire', async () => {
    const send = (line: string, body: string, ...headers: string[]) => {
      const json = ['content-type: application/json', `content-length: ${body.length}`];
      return answerTo(head(line, ...json, ...headers), body);
    };
    const planned = await send('POST /api/v1/plan HTTP/1.1', '{"drill":true}', bearer);
    assert.equal(statusOf(planned), 200, planned);
    const opened = await send('POST /api/v1/session HTTP/1.1', JSON.stringify({ token: readToken }));
    assert.equal(statusOf(opened), 201, opened);
    const [, cookie = ''] = /set-cookie: ([^;]+)/.exec(opened) ?? [];
    const [, csrf = ''] = /"csrf":"([^"]+)"/.exec(opened) ?? [];
    const own = [`cookie: ${cookie}`, `x-csrf-token: ${csrf}`];
    assert.equal(statusOf(await send('POST /api/v1/plan HTTP/1.1', '{"drill":true}', ...own)), 200);
    assert.equal(statusOf(await answerTo(head('DELETE /api/v1/session HTTP/1.1', ...own))), 204);
    assert.equal(statusOf(await answerTo(head('GET /api/v1/session HTTP/1.1', ...own))), 401);
  });

  it('answers a method that it does not know, and never speaks through another server', async () => {
    for (const line of ['TRACE / HTTP/1.1', 'CONNECT evil:443 HTTP/1.1', 'PATCH / HTTP/1.1']) {
      const answer = await answerTo(head(line));
      assert.ok(
        answer === '' || (statusOf(answer) >= 400 && statusOf(answer) < 500),
        `${line} ${answer.slice(0, 80)}`,
      );
    }
  });
});
