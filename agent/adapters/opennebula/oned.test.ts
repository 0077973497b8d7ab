import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Oned } from './oned.ts';

const success = (value: string) =>
  `<methodResponse><params><param><value><array><data><value><boolean>1</boolean></value><value>${value}</value><value><i4>0</i4></value></data></array></value></param></params></methodResponse>`;
const failure = (message: string, code: number) =>
  `<methodResponse><params><param><value><array><data><value><boolean>0</boolean></value><value><string>${message}</string></value><value><i4>${code}</i4></value></data></array></value></param></params></methodResponse>`;

describe('the client of oned', () => {
  let server: Server;
  let answers: (body: string) => { status?: number; text: string } | undefined;
  let sessions: string[];
  let asked: string[];

  beforeEach(async () => {
    sessions = ['oneadmin:old', 'oneadmin:new'];
    asked = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        asked.push(body);
        const answer = answers(body);
        if (answer === undefined) return;
        response.writeHead(answer.status ?? 200, { 'content-type': 'text/xml', connection: 'close' });
        response.end(answer.text);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/RPC2`;
  const oned = (timeoutMs = 5000) =>
    new Oned({
      endpoint: endpoint(),
      timeoutMs,
      readSession: () => Promise.resolve(sessions.shift() ?? 'oneadmin:none'),
    });

  it('reads the session again once when oned refuses the one it kept', async () => {
    answers = (body) => ({
      text: body.includes('oneadmin:new')
        ? success('<i4>7</i4>')
        : failure("User couldn't be authenticated, aborting call.", 256),
    });
    const id = await oned().addHost({ name: 'h', imMad: 'kvm', vmMad: 'kvm' }, { deadlineMs: 5000 });
    assert.deepEqual([id, asked.length], [7, 2]);
    sessions = [];
    await assert.rejects(oned().raftStatus(), { code: 'HAPY-E404' });
  });

  it('says what oned says when it refuses, and never tells the session', async () => {
    answers = () => ({ text: failure('[one.zone.delserver] SERVER not found in zone', 2048) });
    const refused = oned().removeServer(9, { deadlineMs: 5000 });
    await assert.rejects(refused, (error: Error) => {
      assert.match(error.message, /HAPY-E403 .*SERVER not found/);
      assert.doesNotMatch(error.message, /oneadmin/);
      return true;
    });
  });

  it('says of a write without an answer that nobody knows', async () => {
    answers = () => undefined;
    await assert.rejects(oned().setZoneEndpoint('http://10.0.0.1:2633/RPC2', { deadlineMs: 100 }), {
      code: 'HAPY-E401',
      outcomeUnknown: true,
    });
    await assert.rejects(oned(100).zone(), { code: 'HAPY-E401' });
  });

  it('refuses what is no answer of oned’s', async () => {
    for (const answer of [
      { text: 'hello' },
      { text: '<html/>' },
      { status: 404, text: '' },
      { text: success('<string>&lt;OTHER/&gt;</string>') },
      { text: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' },
    ]) {
      answers = () => answer;
      await assert.rejects(oned().zone(), { code: 'HAPY-E402' }, JSON.stringify(answer));
    }
  });

  it('says that nobody answers', async () => {
    const closed = oned();
    server.close();
    await once(server, 'close');
    await assert.rejects(closed.raftStatus(), { code: 'HAPY-E400' });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  it('writes strings of a template so that nothing ends them early', async () => {
    answers = () => ({ text: success('<i4>0</i4>') });
    await oned().addServer({ name: 'a"]', endpoint: 'http://x' }, { deadlineMs: 5000 });
    assert.ok(asked[0]?.includes('SERVER=[NAME="a\\"]",ENDPOINT="http://x"]'), asked[0]);
  });
});
