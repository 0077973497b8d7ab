import assert from 'node:assert/strict';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { createLog } from '../services/base/log.ts';
import type { Role } from '../services/rpc/caller.ts';
import type { GetStatusResponse } from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { nobody, type Standing, unixPeer } from '../services/rpc/peer.ts';
import { buildApp } from './app.ts';
import type { Coordinator } from './ports.ts';
import type { Problem } from './problem.ts';

const status: GetStatusResponse = {
  clusterId: 'c1',
  atMs: 1_700_000_000_000n,
  nodes: [
    {
      ...{ name: 'hapy2', fqdn: 'hapy2.example', address: '10.0.0.2', index: 1, enrolled: true },
      ...{ state: undefined, lastHeardMs: 0n },
      unreachable: { code: 'HAPY-E500', parameters: { where: '10.0.0.2:2641' }, text: 'refused' },
    },
  ],
  vip: { address: '10.0.0.9', name: 'one.example', holders: [] },
  healthy: false,
  findings: [],
  activeRun: '',
  clockFactor: 1,
  passedChecks: [],
  provedAtMs: 0n,
};

const working: Coordinator = {
  getStatus: () => Promise.resolve(status),
  getPlan: () => Promise.resolve({ hash: 'h', empty: false, planJson: '{"actions":[]}' }),
};

describe('the REST application', () => {
  const logged: string[] = [];
  const log = createLog('test', 'debug', { write: (line: string) => void logged.push(line) });
  const as = (role: Role) => unixPeer({ role, name: 'ada', uri: '', peer: 'test' });
  const closing: { close(): Promise<void> }[] = [];

  function app(standing: Standing, coordinator: Coordinator = working) {
    const built = buildApp({ coordinator, standingOf: () => standing, log, https: null });
    closing.push(built);
    return built;
  }

  afterEach(async () => {
    await Promise.all(closing.splice(0).map((built) => built.close()));
    logged.length = 0;
  });

  it('says that it lives to anyone, and nothing more', async () => {
    const answer = await app(nobody(new HapyError('HAPY-E100'))).inject('/healthz');
    assert.deepEqual([answer.statusCode, answer.json()], [200, { status: 'ok' }]);
  });

  it('answers status, nodes and plan in plain JSON to operators and auditors', async () => {
    for (const role of ['operator', 'auditor'] as const) {
      const built = app(as(role));
      const found = (await built.inject('/v1/status')).json<Record<string, unknown>>();
      assert.equal(found['atMs'], 1_700_000_000_000);
      assert.equal(found['clusterId'], 'c1');
      const { nodes } = (await built.inject('/v1/nodes')).json<{ nodes: Record<string, unknown>[] }>();
      assert.equal(nodes[0]?.['reachable'], false);
      assert.deepEqual(nodes[0]?.['unreachable'], {
        code: 'HAPY-E500',
        parameters: { where: '10.0.0.2:2641' },
      });
      const plan = (await built.inject('/v1/plan')).json<unknown>();
      assert.deepEqual(plan, { hash: 'h', empty: false, plan: { actions: [] } });
    }
  });

  it('refuses every route but healthz without a certificate, and every role that has no right', async () => {
    for (const url of ['/v1/status', '/v1/nodes', '/v1/plan']) {
      const without = await app(nobody(new HapyError('HAPY-E100'))).inject(url);
      assert.deepEqual([without.statusCode, without.json<Problem>().code], [401, 'HAPY-E100']);
      for (const role of ['agent', 'coordinator', 'gateway', 'anonymous'] as const) {
        const wrong = await app(as(role)).inject(url);
        assert.deepEqual([wrong.statusCode, wrong.json<Problem>().code], [403, 'HAPY-E110']);
      }
    }
  });

  it('tells failures as problem+json with the code, in the language that is asked for', async () => {
    const down: Coordinator = {
      ...working,
      getStatus: () =>
        Promise.reject(new HapyError('HAPY-E500', { what: 'GetStatus', where: '10.0.0.1:2640' })),
    };
    const french = await app(as('operator'), down).inject('/v1/status');
    assert.equal(french.statusCode, 503);
    assert.match(String(french.headers['content-type']), /^application\/problem\+json/);
    const problem = french.json<Problem>();
    assert.equal(problem.title, 'GetStatus : connexion refusée par 10.0.0.1:2640');
    assert.deepEqual([problem.code, problem.type], ['HAPY-E500', 'urn:hapy:HAPY-E500']);
    const headers = { 'accept-language': 'en-GB,en;q=0.9' };
    const english = await app(as('operator'), down).inject({ url: '/v1/status', headers });
    assert.equal(english.json<Problem>().title, 'GetStatus: connection refused by 10.0.0.1:2640');
  });

  it('does not blame the client when the coordinator refuses the gateway itself', async () => {
    const refusing: Coordinator = { ...working, getPlan: () => Promise.reject(new HapyError('HAPY-E102')) };
    const answer = await app(as('operator'), refusing).inject('/v1/plan');
    assert.deepEqual([answer.statusCode, answer.json<Problem>().code], [502, 'HAPY-E102']);
  });

  it('leaks nothing of an unexpected error, which goes to the log', async () => {
    const broken: Coordinator = {
      ...working,
      getPlan: () => Promise.reject(new Error('password is hunter2')),
    };
    const answer = await app(as('operator'), broken).inject('/v1/plan');
    assert.deepEqual([answer.statusCode, answer.json<Problem>().code], [500, 'HAPY-E900']);
    assert.ok(!answer.body.includes('hunter2'));
    assert.ok(logged.some((line) => line.includes('hunter2')));
  });

  it('answers unknown addresses and broken requests with a code too', async () => {
    const built = app(as('operator'));
    const unknown = await built.inject('/v1/nothing');
    assert.deepEqual([unknown.statusCode, unknown.json<Problem>().code], [404, 'HAPY-E113']);
    const wrongMethod = await built.inject({ method: 'DELETE', url: '/v1/status' });
    assert.equal(wrongMethod.statusCode, 404);
    const large = await built.inject({ method: 'POST', url: '/v1/nothing', payload: 'x'.repeat(100_000) });
    assert.ok(large.statusCode >= 400 && large.statusCode < 500);
    assert.match(String(large.headers['content-type']), /^application\/problem\+json/);
  });

  it('has no route without a list of roles', async () => {
    const built = app(as('operator'));
    built.get('/v1/forgotten', async () => 'secret');
    const answer = await built.inject('/v1/forgotten');
    assert.deepEqual([answer.statusCode, answer.body.includes('secret')], [403, false]);
  });
});
