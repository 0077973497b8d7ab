import assert from 'node:assert/strict';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { nobody } from '../services/rpc/peer.ts';
import type { Problem } from './problem.ts';
import { AppFixture, as } from './testing/app-fixture.ts';
import { planHash } from './testing/fake-coordinator.ts';

describe('the REST application', () => {
  const fixture = new AppFixture();
  afterEach(() => fixture.close());

  it('says that it lives to anyone, and whether the coordinator can be asked', async () => {
    const app = await fixture.app(nobody(new HapyError('HAPY-E100')));
    const lives = await app.inject('/healthz');
    assert.deepEqual([lives.statusCode, lives.json()], [200, { status: 'ok' }]);
    assert.equal((await app.inject('/readyz')).statusCode, 200);
    fixture.isReady = false;
    const away = await app.inject('/readyz');
    assert.deepEqual([away.statusCode, away.headers['retry-after']], [503, '5']);
    fixture.isReady = true;
  });

  it('answers in plain JSON to operators and auditors', async () => {
    for (const role of ['operator', 'auditor'] as const) {
      const app = await fixture.app(as(role));
      const found = (await app.inject('/api/v1/cluster')).json<Record<string, unknown>>();
      assert.deepEqual([found['atMs'], found['clusterId'], found['reachable']], [1_700_000_000_000, 'c1', 0]);
      const { nodes } = (await app.inject('/api/v1/nodes')).json<{ nodes: Record<string, unknown>[] }>();
      assert.deepEqual(nodes[0]?.['unreachable'], {
        code: 'HAPY-E500',
        parameters: { where: '10.0.0.2:2641' },
      });
      const plan = await app.inject('/api/v1/plan');
      assert.equal(plan.headers['etag'], `"${planHash}"`);
      assert.equal(
        plan.json<{ actions: { title: string }[] }>().actions[0]?.title,
        'arrêter oned et le retenir',
      );
    }
  });

  it('refuses every route but its own without a certificate, and every role that has no right', async () => {
    for (const url of ['/api/v1/cluster', '/api/v1/nodes', '/api/v1/plan']) {
      const without = await (await fixture.app(nobody(new HapyError('HAPY-E100')))).inject(url);
      assert.deepEqual([without.statusCode, without.json<Problem>().code], [401, 'HAPY-E100']);
      for (const role of ['agent', 'coordinator', 'gateway', 'anonymous'] as const) {
        const wrong = await (await fixture.app(as(role))).inject(url);
        assert.deepEqual([wrong.statusCode, wrong.json<Problem>().code], [403, 'HAPY-E110']);
      }
    }
  });

  it('lets an auditor look and change nothing', async () => {
    const app = await fixture.app(as('auditor'));
    for (const [url, payload] of [
      ['/api/v1/runs', { planHash }],
      ['/api/v1/runs/7/resume', { planHash }],
      ['/api/v1/runs/7/abort', {}],
      ['/api/v1/tokens', { node: 'hapy2' }],
      ['/api/v1/certificates/renew', { nodes: [] }],
      ['/api/v1/certificates/approve', { nodes: [] }],
      ['/api/v1/revocations', { holder: 'agent/hapy2' }],
    ] as const) {
      const refused = await app.inject({ method: 'POST', url, payload });
      assert.deepEqual([refused.statusCode, refused.json<Problem>().code], [403, 'HAPY-E110'], url);
    }
    const wish = await app.inject({ method: 'POST', url: '/api/v1/plan', payload: { drill: true } });
    assert.equal(wish.statusCode, 200, 'a wish is no change');
  });

  it('tells failures as problem+json with the code, in the language that is asked for', async () => {
    const where = { what: 'GetStatus', where: '10.0.0.1:2640' };
    const app = await fixture.app(as('operator'), {
      getStatus: () => Promise.reject(new HapyError('HAPY-E500', where)),
    });
    const french = await app.inject('/api/v1/cluster');
    assert.equal(french.statusCode, 503);
    assert.match(String(french.headers['content-type']), /^application\/problem\+json/);
    const problem = french.json<Problem>();
    assert.equal(problem.title, 'GetStatus : connexion refusée par 10.0.0.1:2640');
    assert.deepEqual([problem.code, problem.type], ['HAPY-E500', 'urn:hapy:HAPY-E500']);
    const headers = { 'accept-language': 'en-GB,en;q=0.9' };
    const english = await app.inject({ url: '/api/v1/cluster', headers });
    assert.equal(english.json<Problem>().title, 'GetStatus: connection refused by 10.0.0.1:2640');
  });

  it('shows what it knew last, as such, while the coordinator is away', async () => {
    let away = false;
    const { workingCoordinator } = await import('./testing/fake-coordinator.ts');
    const app = await fixture.app(as('operator'), {
      getStatus: (request, asking) =>
        away
          ? Promise.reject(new HapyError('HAPY-E500', { what: 'GetStatus', where: '' }))
          : workingCoordinator.getStatus(request, asking),
    });
    const before = (await app.inject('/api/v1/cluster')).json<object>();
    away = true;
    const answer = await app.inject('/api/v1/cluster');
    assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '5']);
    const { lastKnown } = answer.json<{ lastKnown: { stale: boolean; atMs: number; body: unknown } }>();
    assert.deepEqual([lastKnown.stale, lastKnown.body], [true, before]);
    assert.ok(lastKnown.atMs > 0);
    assert.equal('lastKnown' in (await app.inject('/api/v1/findings')).json<object>(), false);
  });

  it('does not blame the client when the coordinator refuses the gateway itself', async () => {
    const app = await fixture.app(as('operator'), {
      getPlan: () => Promise.reject(new HapyError('HAPY-E102')),
    });
    const answer = await app.inject('/api/v1/plan');
    assert.deepEqual([answer.statusCode, answer.json<Problem>().code], [502, 'HAPY-E102']);
  });

  it('leaks nothing of an unexpected error, which goes to the log', async () => {
    const app = await fixture.app(as('operator'), {
      getPlan: () => Promise.reject(new Error('password is hunter2')),
    });
    const answer = await app.inject('/api/v1/plan');
    assert.deepEqual([answer.statusCode, answer.json<Problem>().code], [500, 'HAPY-E900']);
    assert.ok(!answer.body.includes('hunter2'));
    assert.ok(fixture.logged.some((line) => line.includes('hunter2')));
  });

  it('answers unknown addresses and broken requests with a code too', async () => {
    const app = await fixture.app();
    const unknown = await app.inject('/api/v1/nothing');
    assert.deepEqual([unknown.statusCode, unknown.json<Problem>().code], [404, 'HAPY-E113']);
    assert.equal((await app.inject({ method: 'DELETE', url: '/api/v1/cluster' })).statusCode, 404);
    assert.equal((await app.inject('/api/v1/nodes/hapy9')).json<Problem>().code, 'HAPY-E565');
    const headers = { 'content-type': 'application/json' };
    const post = (payload: string, given: Record<string, string> = headers) =>
      app.inject({ method: 'POST', url: '/api/v1/runs', payload, headers: given });
    for (const [payload, type, status] of [
      [`"${'x'.repeat(100_000)}"`, 'application/json', 413],
      ['{"planHash":', 'application/json', 400],
      ['planHash=1', 'application/x-www-form-urlencoded', 415],
    ] as const) {
      const answer = await post(payload, { 'content-type': type });
      assert.match(
        String(answer.headers['content-type']),
        /^application\/problem\+json/,
        payload.slice(0, 20),
      );
      assert.deepEqual([answer.statusCode, answer.json<Problem>().status], [status, status]);
    }
    const unknownField = await post(JSON.stringify({ planHash, plnaHash: 'x' }));
    assert.deepEqual([unknownField.statusCode, unknownField.json<Problem>().code], [400, 'HAPY-E557']);
    const missing = await post('{}');
    assert.equal(missing.json<Problem>().parameters['where'], 'body');
  });

  it('refuses a plan that is not the one that was read', async () => {
    const app = await fixture.app();
    const start = (etag: string) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/runs',
        payload: { planHash },
        headers: { 'if-match': etag },
      });
    const other = await start('"cd"');
    assert.deepEqual([other.statusCode, other.json<Problem>().code], [409, 'HAPY-E520']);
    const same = await start(`"${planHash}"`);
    assert.deepEqual([same.statusCode, same.headers['location']], [202, '/api/v1/runs/7-0123abcd']);
  });

  it('hands out the runs page by page', async () => {
    const app = await fixture.app();
    const seen: string[] = [];
    for (let url: string | undefined = '/api/v1/runs?limit=20'; url !== undefined; ) {
      const page: { runs: { runId: string }[]; next?: string } = (await app.inject(url)).json();
      seen.push(...page.runs.map(({ runId }) => runId));
      url = page.next;
    }
    assert.equal(seen.length, 50);
    assert.deepEqual([seen[0], seen.at(-1)], ['50-0123abcd', '1-0123abcd']);
    assert.equal((await app.inject('/api/v1/runs?limit=0')).json<Problem>().code, 'HAPY-E557');
  });

  it('hands out the audit page by page, and keeps to what somebody looks for', async () => {
    const asked: object[] = [];
    const app = await fixture.app(as('auditor'), {
      readAudit: (request) => {
        asked.push(request);
        const { before, newest } = request;
        const last = before === 0n ? 50 : Number(before) - 1;
        const numbers = Array.from({ length: last }, (_, index) => index + 1).slice(-newest);
        return Promise.resolve({
          lines: numbers.map((number) => JSON.stringify({ number })),
          ...{ damage: '', head: undefined },
        });
      },
    });
    const seen: number[] = [];
    const first = '/api/v1/audit?newest=20&containing=anne%26bob&refused=true&node=hapy2';
    for (let url: string | undefined = first; url !== undefined; ) {
      const page: { lines: { number: number }[]; next?: string } = (await app.inject(url)).json();
      seen.push(...page.lines.map(({ number }) => number).toReversed());
      url = page.next;
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 50 }, (_, index) => 50 - index),
    );
    const same = { node: 'hapy2', after: 0n, newest: 21, containing: 'anne&bob', refused: true };
    assert.deepEqual(asked, [
      { ...same, before: 0n },
      { ...same, before: 31n },
      { ...same, before: 11n },
    ]);
  });

  it('refuses an address that asks too often, and says for how long', async () => {
    const app = await fixture.app();
    let last = await app.inject('/healthz');
    for (let count = 0; count < 650 && last.statusCode === 200; count += 1)
      last = await app.inject('/healthz');
    assert.deepEqual([last.statusCode, last.json<Problem>().code], [429, 'HAPY-E559']);
    assert.ok(Number(last.headers['retry-after']) > 0);
  });

  it('sends strict headers with everything, a failure included', async () => {
    const app = await fixture.app();
    for (const url of ['/healthz', '/api/v1/nothing', '/api/v1/reference']) {
      const { headers } = await app.inject(url);
      assert.match(String(headers['content-security-policy']), /^default-src 'none'/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['access-control-allow-origin'], undefined);
    }
  });

  it('has no route without a list of roles', async () => {
    const app = await fixture.app();
    app.get('/api/v1/forgotten', async () => 'secret');
    const answer = await app.inject('/api/v1/forgotten');
    assert.deepEqual([answer.statusCode, answer.body.includes('secret')], [403, false]);
  });
});
