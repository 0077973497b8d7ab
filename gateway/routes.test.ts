import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

import { openapiPath, openapiText } from './openapi-file.ts';
import type { Problem } from './problem.ts';
import { AppFixture, impatientClock } from './testing/app-fixture.ts';
import { planHash } from './testing/fake-coordinator.ts';

type Method = 'GET' | 'POST' | 'DELETE';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: TSchema }>> }>
  >;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: TSchema }>> };
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

interface Route {
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation;
}

async function routesOf(app: FastifyInstance): Promise<Route[]> {
  await app.ready();
  const { paths = {} } = app.swagger();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as unknown as Record<string, Operation>).map(([method, operation]) => ({
      method: method.toUpperCase() as Method,
      path,
      operation,
    })),
  );
}

const places: Readonly<Record<string, string>> = { node: 'hapy2', runId: '7', tokenId: 'ab' };
const urlOf = ({ path }: Route, words = places) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(words[name] ?? ''));

const bodies: Readonly<Record<string, object>> = {
  '/api/v1/plan': { intent: { verb: 'reconfigure', nodes: ['hapy2'] } },
  '/api/v1/runs': { planHash, reason: 'because', intent: { verb: 'repair' } },
  '/api/v1/runs/{runId}/resume': { planHash },
  '/api/v1/runs/{runId}/abort': { reason: 'a mistake' },
  '/api/v1/session': {},
  '/api/v1/preflight': { intent: { verb: 'repair' }, ignore: ['clock'] },
  '/api/v1/api-tokens': { name: 'nagios', scope: 'read' },
  '/api/v1/tokens': { node: 'hapy2', ttlSeconds: 3600 },
  '/api/v1/certificates/renew': { nodes: ['hapy2'] },
  '/api/v1/certificates/approve': { nodes: [] },
  '/api/v1/revocations': { holder: 'operator/anne', reason: 'left' },
};

/** Under a session, as the console asks: what a certificate alone may, a session may too. */
async function loggedIn(app: FastifyInstance) {
  const opened = await app.inject({ method: 'POST', url: '/api/v1/session', payload: {} });
  const [cookie = ''] = String(opened.headers['set-cookie']).split(';');
  return { cookie, 'x-csrf-token': opened.json<{ csrf: string }>().csrf };
}

describe('every route', () => {
  const fixture = new AppFixture();
  afterEach(() => fixture.close());

  it('answers what its own schema says', async () => {
    const app = await fixture.app();
    const routes = await routesOf(app);
    assert.ok(routes.length >= 22, `${routes.length} routes`);
    let headers = await loggedIn(app);
    for (const route of routes) {
      const { method } = route;
      const payload = bodies[route.path];
      const post = method === 'POST' ? { payload: payload ?? assert.fail(route.path) } : {};
      const answer = await app.inject({ method, url: urlOf(route), headers, ...post });
      const about = `${method} ${route.path} ${answer.statusCode} ${answer.body.slice(0, 300)}`;
      assert.ok(answer.statusCode < 300, about);
      if (method === 'DELETE' && route.path.endsWith('/session')) headers = await loggedIn(app);
      const content = route.operation.responses[String(answer.statusCode)]?.content ?? {};
      const schema = content['application/json']?.schema;
      if (answer.statusCode === 204 || 'text/plain' in content) continue;
      assert.ok(schema !== undefined, about);
      const [wrong] = Value.Errors(schema, answer.json());
      assert.equal(wrong, undefined, `${about}\n${JSON.stringify(wrong)}`);
    }
  });

  it('never fails by itself, whatever it is sent', async function () {
    this.timeout(120_000);
    fixture.clock = impatientClock;
    const app = await fixture.app();
    const routes = await routesOf(app);
    const word = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom('../../etc/passwd', '%2e%2e%2f', '7', 'hapy2', "' OR 1=1", '<script>', '\u0000', '🦆'),
    );
    const query = fc.array(
      fc.tuple(fc.constantFrom('limit', 'before', 'after', 'newest', 'ignore', 'x'), word),
      {
        maxLength: 3,
      },
    );
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom(...Object.values(bodies).map((b) => JSON.stringify(b))),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        word,
        query,
        anything,
        async (route, place, asked, payload) => {
          const words = { node: place, runId: place, tokenId: place };
          const search = new URLSearchParams(asked).toString();
          const url = `${urlOf(route, words)}${search === '' ? '' : `?${search}`}`;
          const send =
            route.method === 'POST' ? { payload, headers: { 'content-type': 'application/json' } } : {};
          const answer = await app.inject({ method: route.method, url, ...send });
          assert.notEqual(answer.statusCode, 500, `${route.method} ${url} ${payload}\n${answer.body}`);
          assert.doesNotMatch(answer.body, /\n\s+at |node_modules/);
          if (answer.statusCode < 400 || answer.statusCode === 429) return;
          assert.match(answer.json<Problem>().code, /^HAPY-E\d{3}$/);
        },
      ),
      { numRuns: 400, verbose: 1 },
    );
  });

  it('stands in the document that is kept beside the code', async () => {
    assert.equal(
      await readFile(openapiPath, 'utf8'),
      await openapiText(),
      'docs/openapi.json is old: npm run generate:docs',
    );
  });

  it('stands on the page that people read, which asks for nothing from elsewhere', async () => {
    const app = await fixture.app();
    const { body } = await app.inject('/api/v1/reference');
    for (const { path, method } of await routesOf(app)) assert.ok(body.includes(path), `${method} ${path}`);
    assert.doesNotMatch(body, /https?:|<script|<link|<img/);
  });
});
