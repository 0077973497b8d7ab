import assert from 'node:assert/strict';
import type { ServerOptions } from 'node:https';
import type { Socket } from 'node:net';

import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Log } from '../services/base/log.ts';
import { chooseLanguage } from '../services/base/messages/language.ts';
import type { Role } from '../services/rpc/caller.ts';
import { publicError } from '../services/rpc/error-trailer.ts';
import type { Person } from '../services/rpc/on-behalf.ts';
import type { Standing } from '../services/rpc/peer.ts';
import type { Asking, Coordinator } from './ports.ts';
import { plainJson } from './plain-json.ts';
import { type Origin, toProblem } from './problem.ts';
import { clusterRoutes } from './routes/cluster.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose certificate opens this route; a route without roles is closed to everyone. */
    readonly roles?: readonly (Role | 'everyone')[];
  }
}

export interface GatewayParts {
  readonly coordinator: Coordinator;
  /** Who is at the other end of a connection, proved by its certificate. */
  standingOf(socket: Socket): Standing;
  readonly log: Log;
  readonly https: ServerOptions | null;
}

const bodyBytesMax = 64 * 1024;
const requestWithinMs = 10_000;

/**
 * The REST application without its listener, so that tests can put requests in directly. Every route names
 * its roles and is refused before its handler runs; every failure is application/problem+json with a code.
 */
export function buildApp(parts: GatewayParts): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = parts.log.child({ component: 'rest' });
  const options = {
    loggerInstance,
    // One line per request, written below with what an audit needs.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestWithinMs,
    // Nobody stands between us and the client: a forwarded address would be whatever it says.
    trustProxy: false,
  };
  const app = Fastify({ ...options, https: parts.https }) as unknown as FastifyInstance;
  app.setReplySerializer((payload) => plainJson(payload));
  app.addHook('onRequest', async (request) => authorise(request, parts));
  app.addHook('onSend', async (_, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request.routeOptions;
    const durationMs = Math.round(reply.elapsedTime);
    request.log.info({ method, route: url, status: reply.statusCode, durationMs }, 'request answered');
  });
  app.setErrorHandler((error, request, reply) => {
    const isOurs = error instanceof HapyError;
    if (!isOurs && isRequestFault(error)) return answer(request, reply, badRequest(error), 'client');
    return answer(request, reply, publicError(error, parts.log), originOf(request));
  });
  app.setNotFoundHandler((request, reply) =>
    answer(request, reply, new HapyError('HAPY-E113', { path: request.url.slice(0, 200) }), 'client'),
  );
  app.get('/healthz', { config: { roles: ['everyone'] } }, async () => ({ status: 'ok' }));
  clusterRoutes(app, parts.coordinator, askingFor);
  return app;
}

/**
 * Who asks, once that is proved; nobody for what is open to everyone. Refusals of `authorise` are the client's own;
 * whatever fails later was between us and the coordinator.
 */
const authorised = new WeakMap<FastifyRequest, Person>();
const noPerson: Person = { uri: '', serial: '' };

/** The person and the patience behind a request that was let through. */
function askingFor(request: FastifyRequest): Asking {
  const person = authorised.get(request);
  assert.ok(person !== undefined && person !== noPerson, 'a route asked the coordinator for nobody');
  return { person, signal: request.signal };
}

function originOf(request: FastifyRequest): Origin {
  return authorised.has(request) ? 'coordinator' : 'client';
}

function authorise(request: FastifyRequest, parts: GatewayParts): void {
  if (request.is404) return;
  const roles = request.routeOptions.config.roles ?? [];
  if (!roles.includes('everyone')) {
    const standing = parts.standingOf(request.raw.socket);
    if (!standing.proved) throw standing.reason;
    const { role, name, uri, serial } = standing.peer;
    if (!roles.includes(role)) {
      throw new HapyError('HAPY-E110', { role, rpc: `${request.method} ${request.routeOptions.url ?? ''}` });
    }
    request.log.debug({ role, name }, 'request authorised');
    authorised.set(request, { uri, serial });
    return;
  }
  authorised.set(request, noPerson);
}

/** Fastify's own complaints about a request carry a 4xx status: too large, malformed, wrong type. */
function isRequestFault(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}

function badRequest(error: { code: string }): HapyError {
  return new HapyError('HAPY-E114', { detail: error.code }, error);
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  error: HapyError,
  origin: Origin,
): FastifyReply {
  const problem = toProblem(error, origin, chooseLanguage(request.headers['accept-language'], {}));
  const level = problem.status >= 500 ? 'warn' : 'info';
  request.log[level]({ code: error.code, status: problem.status }, 'request failed');
  return reply.code(problem.status).type('application/problem+json').send(problem);
}
