import assert from 'node:assert/strict';

import type { FastifyInstance, InjectOptions } from 'fastify';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Problem } from './problem.ts';
import { AppFixture, as, stranger } from './testing/app-fixture.ts';
import { operateToken, readToken, unknownToken, workingCoordinator } from './testing/fake-coordinator.ts';

const url = '/api/v1/session';
const codeOf = (answer: { json<T>(): T }) => answer.json<Problem>().code;

interface Opened {
  readonly cookie: string;
  readonly csrf: string;
  readonly body: Record<string, unknown>;
}

async function open(app: FastifyInstance, payload: object): Promise<Opened> {
  const answer = await app.inject({ method: 'POST', url, payload });
  assert.equal(answer.statusCode, 201, answer.body);
  const body = answer.json<Record<string, unknown>>();
  const set = String(answer.headers['set-cookie']);
  return { cookie: set.split(';')[0] ?? '', csrf: String(body['csrf']), body };
}

const startRun = (headers: Record<string, string>): InjectOptions => ({
  method: 'POST',
  url: '/api/v1/runs',
  payload: { planHash: 'ab' },
  headers,
});

describe('a session of the console', () => {
  const fixture = new AppFixture();
  afterEach(() => fixture.close());

  it('is opened by a token, with a cookie that no script and no other site can use', async () => {
    const app = await fixture.app(stranger);
    const answer = await app.inject({ method: 'POST', url, payload: { token: readToken } });
    assert.match(
      String(answer.headers['set-cookie']),
      /^__Host-hapy-session=[\w-]{43}; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=Strict$/,
    );
    const { cookie, body } = await open(app, { token: readToken });
    assert.deepEqual([body['identity'], body['role'], body['language']], ['token/nagios', 'auditor', 'fr']);
    assert.ok(Number(body['expiresAt']) > Date.now());
    const again = await app.inject({ url, headers: { cookie } });
    assert.deepEqual(
      [again.statusCode, again.json<object>()],
      [200, { ...body, expiresAt: again.json<{ expiresAt: number }>().expiresAt }],
    );
    assert.equal((await app.inject({ url: '/api/v1/cluster', headers: { cookie } })).statusCode, 200);
  });

  it('is opened by a certificate, and counts over connections that show it alone', async () => {
    let shown = as('operator', '0a');
    const app = await fixture.app(() => shown);
    const { cookie, csrf, body } = await open(app, {});
    assert.deepEqual([body['identity'], body['role']], ['operator/ada', 'operator']);
    const headers = { cookie, 'x-csrf-token': csrf };
    assert.equal((await app.inject(startRun(headers))).statusCode, 202);
    for (const other of [as('operator', '0b'), stranger]) {
      shown = other;
      const refused = await app.inject({ url: '/api/v1/cluster', headers });
      assert.equal(refused.statusCode, 401);
      assert.match(codeOf(refused), /^HAPY-E(768|100)$/);
    }
  });

  it('is not opened for whoever proves nothing, or is one of our programs, or was revoked', async () => {
    const without = await fixture.app(stranger);
    for (const [payload, code] of [
      [{}, 'HAPY-E100'],
      [{ token: '' }, 'HAPY-E762'],
      [{ token: 'hapy_zz' }, 'HAPY-E762'],
      [{ token: unknownToken }, 'HAPY-E762'],
    ] as const) {
      const refused = await without.inject({ method: 'POST', url, payload });
      assert.deepEqual([refused.statusCode, codeOf(refused)], [401, code]);
      assert.equal(refused.headers['set-cookie'], undefined);
    }
    const agent = await (await fixture.app(as('agent'))).inject({ method: 'POST', url, payload: {} });
    assert.deepEqual([agent.statusCode, codeOf(agent)], [403, 'HAPY-E110']);
    const revoked = await fixture.app(as('operator'), {
      whoAmI: () => Promise.reject(new HapyError('HAPY-E115', { holder: 'operator/ada' })),
    });
    const refused = await revoked.inject({ method: 'POST', url, payload: {} });
    assert.deepEqual([refused.statusCode, codeOf(refused)], [401, 'HAPY-E115']);
  });

  it('cannot change anything without its CSRF token', async () => {
    const app = await fixture.app(stranger);
    const { cookie, csrf } = await open(app, { token: operateToken });
    for (const wrong of [undefined, '', 'x', csrf.slice(1), `${csrf}x`]) {
      const headers = { cookie, ...(wrong !== undefined && { 'x-csrf-token': wrong }) };
      for (const request of [startRun(headers), { method: 'DELETE' as const, url, headers }]) {
        const refused = await app.inject(request);
        assert.deepEqual([refused.statusCode, codeOf(refused)], [403, 'HAPY-E760']);
      }
    }
    const other = await open(app, { token: operateToken });
    assert.equal(codeOf(await app.inject(startRun({ cookie, 'x-csrf-token': other.csrf }))), 'HAPY-E760');
    assert.equal((await app.inject(startRun({ cookie, 'x-csrf-token': csrf }))).statusCode, 202);
  });

  it('cannot change more than its token', async () => {
    const app = await fixture.app(stranger);
    const { cookie, csrf } = await open(app, { token: readToken });
    const refused = await app.inject(startRun({ cookie, 'x-csrf-token': csrf }));
    assert.deepEqual([refused.statusCode, codeOf(refused)], [403, 'HAPY-E110']);
  });

  it('ends when its person says so, and the cookie is taken away', async () => {
    const app = await fixture.app(stranger);
    const { cookie, csrf } = await open(app, { token: readToken });
    const ended = await app.inject({ method: 'DELETE', url, headers: { cookie, 'x-csrf-token': csrf } });
    assert.equal(ended.statusCode, 204);
    assert.match(String(ended.headers['set-cookie']), /=; Path=\/; Max-Age=0/);
    const after = await app.inject({ url, headers: { cookie } });
    assert.deepEqual([after.statusCode, codeOf(after)], [401, 'HAPY-E761']);
    assert.match(String(after.headers['set-cookie']), /Max-Age=0/);
  });

  it('ends an hour after it was used last, and twelve after it was opened', async () => {
    let nowMs = 1_700_000_000_000;
    fixture.clock = { now: () => nowMs, delay: () => new Promise(() => undefined) };
    const app = await fixture.app(stranger);
    const unused = await open(app, { token: readToken });
    const used = await open(app, { token: readToken });
    assert.equal(used.body['expiresAt'], nowMs + 3_600_000);
    const read = async ({ cookie }: Opened) =>
      (await app.inject({ url: '/api/v1/cluster', headers: { cookie } })).statusCode;
    nowMs += 3_599_000;
    assert.equal(await read(used), 200);
    nowMs += 1_000;
    assert.deepEqual([await read(unused), await read(used)], [401, 200]);
    for (let hour = 1; hour < 12; hour += 1) {
      nowMs += 3_590_000;
      assert.equal(await read(used), 200, `after ${hour} hours`);
    }
    nowMs = 1_700_000_000_000 + 12 * 3_600_000 - 1;
    assert.equal(await read(used), 200);
    nowMs += 1;
    assert.equal(await read(used), 401);
  });

  it('ends with the certificate or the token that it was opened with', async () => {
    let nowMs = 1_700_000_000_000;
    fixture.clock = { now: () => nowMs, delay: () => new Promise(() => undefined) };
    const app = await fixture.app(as('operator', '0a', nowMs + 60_000));
    const { cookie, body } = await open(app, {});
    assert.equal(body['expiresAt'], nowMs + 60_000);
    nowMs += 60_000;
    assert.equal((await app.inject({ url, headers: { cookie } })).statusCode, 401);
    let revoked = false;
    const other = await fixture.app(stranger, {
      whoAmI: (request, asking) =>
        revoked
          ? Promise.reject(new HapyError('HAPY-E764', { name: 'nagios' }))
          : workingCoordinator.whoAmI(request, asking),
    });
    const byToken = await open(other, { token: readToken });
    revoked = true;
    nowMs += 5_000;
    const refused = await other.inject({ url, headers: { cookie: byToken.cookie } });
    assert.deepEqual([refused.statusCode, codeOf(refused)], [401, 'HAPY-E764']);
  });

  it('is about a browser that has one', async () => {
    const app = await fixture.app(as('operator'));
    assert.equal(codeOf(await app.inject(url)), 'HAPY-E761');
    for (const cookie of [
      '__Host-hapy-session=',
      '__Host-hapy-session=../../x',
      'a=b; __Host-hapy-session=x',
    ])
      assert.equal(codeOf(await app.inject({ url: '/api/v1/cluster', headers: { cookie } })), 'HAPY-E761');
    assert.equal(
      (await app.inject({ url: '/api/v1/cluster', headers: { cookie: 'other=1' } })).statusCode,
      200,
    );
  });
});

describe('a page of another origin', () => {
  const fixture = new AppFixture();
  afterEach(() => fixture.close());

  it('changes nothing, whatever the browser adds to its requests', async () => {
    const app = await fixture.app(as('operator'));
    const host = 'hapy.example:2642';
    for (const [headers, refused] of [
      [{ origin: 'https://evil.example' }, true],
      [{ origin: 'null' }, true],
      [{ origin: `http://${host}` }, true],
      [{ 'sec-fetch-site': 'cross-site' }, true],
      [{ 'sec-fetch-site': 'same-site' }, true],
      [{ 'sec-fetch-site': 'same-origin', origin: `https://${host}` }, false],
      [{ 'sec-fetch-site': 'none' }, false],
      [{}, false],
    ] as const) {
      const answer = await app.inject(startRun({ host, ...headers }));
      assert.equal(answer.statusCode, refused ? 403 : 202, JSON.stringify(headers));
      if (refused) assert.equal(codeOf(answer), 'HAPY-E767');
      const login = await app.inject({ method: 'POST', url, payload: {}, headers: { host, ...headers } });
      assert.equal(login.statusCode, refused ? 403 : 201);
    }
  });
});
