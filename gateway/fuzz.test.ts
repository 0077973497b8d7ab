import assert from 'node:assert/strict';

import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';

import type { Problem } from './problem.ts';
import { AppFixture, impatientClock } from './testing/app-fixture.ts';
import { operateToken } from './testing/fake-coordinator.ts';
import { fitting, type JsonSchema, near } from './testing/requests-of-schemas.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

/** A request as words, so that a failure can show it. */
interface Sent {
  readonly method: Route['method'];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly operation: Operation;
}

async function routesOf(app: FastifyInstance): Promise<Route[]> {
  await app.ready();
  return Object.entries(app.swagger().paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as unknown as Record<string, Operation>).map(([method, operation]) => ({
      method: method.toUpperCase() as Route['method'],
      ...{ path, operation },
    })),
  );
}

/** A request to a route, with every part made by `make` from the part's own schema. */
function requestTo(route: Route, make: (schema: JsonSchema) => fc.Arbitrary<unknown>): fc.Arbitrary<Sent> {
  const { parameters = [], requestBody } = route.operation;
  const words = (where: Parameter['in']) => {
    const own = parameters.filter((each) => each.in === where);
    const shape = Object.fromEntries(own.map(({ name, schema }) => [name, make(schema)]));
    return fc.record(shape, { requiredKeys: where === 'path' ? Object.keys(shape) : [] });
  };
  const schema = requestBody?.content['application/json']?.schema;
  const body = schema === undefined ? fc.constant(undefined) : make(schema);
  return fc.tuple(words('path'), words('query'), body).map(([inPath, inQuery, payload]) => {
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(textOf(inPath[name])),
    );
    const query = new URLSearchParams(
      Object.entries(inQuery).map(([name, value]): [string, string] => [name, textOf(value)]),
    );
    return {
      ...{ method: route.method, url: `${path}?${query.toString()}` },
      headers: { authorization: `Bearer ${operateToken}`, accept: 'application/json' },
      ...(payload !== undefined && {
        payload: JSON.stringify(payload),
        headers: { authorization: `Bearer ${operateToken}`, 'content-type': 'application/json' },
      }),
    };
  });
}

/** Lone surrogates are no text that could be sent. */
function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
}

/** Requests for each route: bounded, and the same again with `HAPY_SEED`, which a failure prints. */
const numRuns = 60;

describe('every route, with requests made from its schemas', () => {
  const fixture = new AppFixture();
  fixture.clock = impatientClock;
  afterEach(() => fixture.close());
  const seed = Number(process.env['HAPY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

  /** Never a failure of its own, never a stack, and a code for whatever is refused. */
  async function expectCoded(app: FastifyInstance, request: Sent): Promise<number> {
    const answer = await app.inject(request);
    const about = `${request.method} ${request.url} ${request.payload ?? ''}\n${answer.body.slice(0, 500)}`;
    assert.ok(answer.statusCode < 500, about);
    assert.doesNotMatch(answer.body, /\n\s+at |node_modules|\.ts:\d/, about);
    if (answer.statusCode >= 400) assert.match(answer.json<Problem>().code, /^HAPY-E\d{3}$/, about);
    return answer.statusCode;
  }

  it(`takes what its schema allows (seed ${seed})`, async function () {
    this.timeout(120_000);
    const app = await fixture.app();
    for (const route of await routesOf(app)) {
      if (route.path.endsWith('/session')) continue;
      await fc.assert(
        fc.asyncProperty(requestTo(route, fitting), async (request) => {
          const status = await expectCoded(app, request);
          // What the schema cannot say (a place, a right, a plan that moved on) may refuse; the schema itself must not.
          assert.notEqual(status, 400, `${route.method} ${request.url} ${request.payload ?? ''}`);
        }),
        { numRuns: numRuns / 3, seed },
      );
    }
  });

  it(`never fails by itself, whatever comes near its schema (seed ${seed})`, async function () {
    this.timeout(120_000);
    const app = await fixture.app();
    for (const route of await routesOf(app)) {
      await fc.assert(
        fc.asyncProperty(requestTo(route, near), async (request) => void (await expectCoded(app, request))),
        { numRuns, seed },
      );
    }
  });
});
