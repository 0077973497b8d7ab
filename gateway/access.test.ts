import assert from 'node:assert/strict';

import type { FastifyInstance, InjectOptions } from 'fastify';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Problem } from './problem.ts';
import type { Asking } from './ports.ts';
import { AppFixture, as, stranger } from './testing/app-fixture.ts';
import { operateToken, readToken, unknownToken, workingCoordinator } from './testing/fake-coordinator.ts';

const away = () => Promise.reject(new HapyError('HAPY-E500', { what: 'x', where: 'y' }));
const codeOf = (answer: { json<T>(): T }) => answer.json<Problem>().code;
const bearing = (token: string) => ({ authorization: `Bearer ${token}` });

describe('an API token', () => {
  const fixture = new AppFixture();
  afterEach(() => fixture.close());

  const read = (app: FastifyInstance, headers: Record<string, string>, url = '/api/v1/cluster') =>
    app.inject({ url, headers });
  const change = (
    headers: Record<string, string>,
    url = '/api/v1/runs',
    payload = { planHash: 'ab' } as object,
  ) => ({ method: 'POST', url, payload, headers }) satisfies InjectOptions;

  it('is passed on to the coordinator as it is, and the certificate of the connection is not', async () => {
    const asked: Asking[] = [];
    const app = await fixture.app(as('operator'), {
      getStatus: (request, asking) => {
        asked.push(asking);
        return workingCoordinator.getStatus(request, asking);
      },
    });
    assert.equal((await read(app, bearing(readToken))).statusCode, 200);
    assert.deepEqual(
      asked.map(({ person }) => person),
      [{ apiToken: readToken }],
    );
    assert.ok(!fixture.logged.join('').includes(readToken), 'it stands in no log');
  });

  it('lets its bearer do what its scope says, and never more', async () => {
    const app = await fixture.app(stranger);
    assert.equal((await app.inject(change(bearing(operateToken)))).statusCode, 202);
    const refused = await app.inject(change(bearing(readToken)));
    assert.deepEqual([refused.statusCode, codeOf(refused)], [403, 'HAPY-E110']);
    for (const [url, payload] of [
      ['/api/v1/api-tokens', { name: 'another', scope: 'read' }],
      ['/api/v1/revocations', { holder: 'operator/ada' }],
      ['/api/v1/certificates/approve', { nodes: [] }],
    ] as const) {
      const answer = await app.inject(change(bearing(operateToken), url, payload));
      assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'HAPY-E110'], url);
    }
    const revoke = { method: 'DELETE', url: `/api/v1/api-tokens/${'1'.repeat(16)}` } as const;
    assert.equal((await app.inject({ ...revoke, headers: bearing(operateToken) })).statusCode, 403);
    const person = await fixture.app(as('operator'));
    assert.equal((await person.inject(revoke)).statusCode, 204);
  });

  it('is refused in every other form, before anybody is asked', async () => {
    let asked = 0;
    const app = await fixture.app(as('operator'), {
      whoAmI: () => {
        asked += 1;
        return Promise.reject(new HapyError('HAPY-E762'));
      },
    });
    for (const authorization of [
      ...['', 'Bearer', 'Bearer ', 'Basic YWRhOmFkYQ==', `Token ${readToken}`, readToken],
      ...[`Bearer ${readToken.slice(0, -1)}`, `Bearer ${readToken} x`, `Bearer "${readToken}"`],
      ...['Bearer hapy_1111111111111111_é', `Bearer ${'x'.repeat(5000)}`],
    ]) {
      const refused = await read(app, { authorization });
      assert.deepEqual([refused.statusCode, codeOf(refused)], [401, 'HAPY-E762'], authorization.slice(0, 40));
    }
    assert.equal(asked, 0);
    assert.equal(codeOf(await read(app, bearing(unknownToken))), 'HAPY-E762');
    assert.equal(asked, 1);
  });

  it('is told to its bearer as expired or revoked', async () => {
    for (const code of ['HAPY-E763', 'HAPY-E764'] as const) {
      const app = await fixture.app(stranger, {
        whoAmI: () => Promise.reject(new HapyError(code, { name: 'nagios' })),
      });
      const refused = await read(app, bearing(readToken));
      assert.deepEqual([refused.statusCode, codeOf(refused)], [401, code]);
      assert.match(refused.json<Problem>().title, /nagios/);
    }
  });

  it('is asked about again after 5 s, so that a revocation counts', async () => {
    let nowMs = 1_700_000_000_000;
    fixture.clock = { now: () => nowMs, delay: () => new Promise(() => undefined) };
    let asked = 0;
    const app = await fixture.app(stranger, {
      whoAmI: (request, asking) => {
        asked += 1;
        if (asked > 1) return Promise.reject(new HapyError('HAPY-E764', { name: 'nagios' }));
        return workingCoordinator.whoAmI(request, asking);
      },
    });
    assert.equal((await read(app, bearing(readToken))).statusCode, 200);
    nowMs += 4_999;
    assert.equal((await read(app, bearing(readToken))).statusCode, 200);
    nowMs += 1;
    assert.equal(codeOf(await read(app, bearing(readToken))), 'HAPY-E764');
    assert.equal(asked, 2);
  });

  it('shows what was known last while the coordinator is away, but only to whom it was shown before', async () => {
    let nowMs = 1_700_000_000_000;
    fixture.clock = { now: () => nowMs, delay: () => new Promise(() => undefined) };
    let isAway = false;
    const { getStatus, whoAmI } = workingCoordinator;
    const app = await fixture.app(stranger, {
      getStatus: (request, asking) => (isAway ? away() : getStatus(request, asking)),
      whoAmI: (request, asking) => (isAway ? away() : whoAmI(request, asking)),
    });
    await read(app, bearing(readToken));
    isAway = true;
    nowMs += 60_000;
    const known = await read(app, bearing(readToken));
    assert.deepEqual(
      [known.statusCode, known.headers['retry-after'], codeOf(known)],
      [503, '5', 'HAPY-E500'],
    );
    assert.equal(known.json<{ lastKnown: { stale: boolean } }>().lastKnown.stale, true);
    const unknown = await read(app, bearing(operateToken));
    assert.deepEqual([unknown.statusCode, 'lastKnown' in unknown.json<object>()], [503, false]);
    const nobody = await read(app, {});
    assert.deepEqual([nobody.statusCode, 'lastKnown' in nobody.json<object>()], [401, false]);
  });

  it('does not repeat another bearer’s answer', async () => {
    const app = await fixture.app(stranger);
    const key = { 'idempotency-key': 'one' };
    assert.equal((await app.inject(change({ ...bearing(operateToken), ...key }))).statusCode, 202);
    const again = await app.inject(change({ ...bearing(operateToken), ...key }));
    assert.equal(again.headers['idempotency-replayed'], 'true');
    const other = await app.inject(change({ ...bearing(readToken), ...key }));
    assert.deepEqual([other.statusCode, other.headers['idempotency-replayed']], [403, undefined]);
  });
});

describe('the metrics of the gateway', () => {
  const fixture = new AppFixture();
  afterEach(() => fixture.close());

  it('come with those of the cluster, for whoever may read', async () => {
    const app = await fixture.app(stranger);
    await app.inject('/api/v1/nothing?secret=1');
    const { statusCode, headers, body } = await app.inject({ url: '/metrics', headers: bearing(readToken) });
    assert.equal(statusCode, 200);
    assert.match(String(headers['content-type']), /^text\/plain; version=/);
    assert.match(body, /^hapy_healthy 1$/m);
    assert.match(body, /^hapy_gateway_coordinator_up 1$/m);
    assert.match(body, /^hapy_gateway_requests_total\{method="",route="",status="404"\} 1$/m);
    const refused = await app.inject('/metrics');
    assert.deepEqual([refused.statusCode, codeOf(refused)], [401, 'HAPY-E100']);
  });

  it('tell that the coordinator is away rather than nothing', async () => {
    const app = await fixture.app(as('auditor'), { getMetrics: away });
    const { statusCode, body } = await app.inject('/metrics');
    assert.equal(statusCode, 200);
    assert.match(body, /^hapy_gateway_coordinator_up 0$/m);
    assert.doesNotMatch(body, /hapy_healthy/);
    const refusing = await fixture.app(as('auditor'), {
      getMetrics: () => Promise.reject(new HapyError('HAPY-E115', { holder: 'auditor/ada' })),
    });
    assert.equal((await refusing.inject('/metrics')).statusCode, 401);
  });
});
