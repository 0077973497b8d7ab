import { createHash } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import type { Socket } from 'node:net';

import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Log } from '../services/base/log.ts';
import { chooseLanguage, type Language } from '../services/base/messages/language.ts';
import { connectionsMax } from '../services/rpc/limits.ts';
import { publicError } from '../services/rpc/error-trailer.ts';
import type { Standing } from '../services/rpc/peer.ts';
import { Access } from './access.ts';
import { Bearers } from './bearers.ts';
import { answerMalformed, isRequestFault } from './client-faults.ts';
import type { ConsoleFiles } from './console-files.ts';
import { GatewayNumbers } from './gateway-numbers.ts';
import { LastKnown } from './last-known.ts';
import { openapiOptions } from './openapi.ts';
import type { Coordinator } from './ports.ts';
import { plainJson } from './plain-json.ts';
import { type Origin, toProblem } from './problem.ts';
import { referenceStyle } from './reference-page.ts';
import { makePostsRepeatable } from './repeatable-posts.ts';
import { apiTokenRoutes } from './routes/api-token-routes.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { clusterRoutes } from './routes/cluster-routes.ts';
import { consoleRoutes } from './routes/console-routes.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { gatewayRoutes } from './routes/gateway-routes.ts';
import { lagRoutes } from './routes/lag-routes.ts';
import { metricsRoutes } from './routes/metrics-routes.ts';
import { planRoutes } from './routes/plan-routes.ts';
import type { RouteContext } from './routes/route-context.ts';
import { runRoutes } from './routes/run-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { trustRoutes } from './routes/trust-routes.ts';
import { noCookie, Sessions } from './sessions.ts';
import { validate } from './validation.ts';
import { Withdrawals } from './withdrawals.ts';

export interface GatewayParts {
  readonly coordinator: Coordinator;
  /** Who is at the other end of a connection, proved by its certificate. */
  standingOf(socket: Socket): Standing;
  /** Whether the coordinator can be asked. */
  isReady(): Promise<boolean>;
  /** The page for browsers. */
  readonly console: ConsoleFiles;
  readonly clock: Clock;
  readonly log: Log;
  readonly https: ServerOptions | null;
  /** For a whole request, so that nobody keeps a connection by sending a byte now and then. 10 s by default. */
  readonly requestWithinMs?: number;
}

const bodyBytesMax = 64 * 1024;
const requestWithinMsByDefault = 10_000;
/** A page asks for a few things every few seconds; what asks more is a loop. */
const requestsPerMinuteMax = 600;
const retryAfterSeconds = 5;

const styleDigest = createHash('sha256').update(referenceStyle).digest('base64');
const securityHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleDigest}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
};

/**
 * The REST application without its listener, so that tests can put requests in directly. Every route names
 * its roles and is refused before its handler runs; every failure is application/problem+json with a code.
 */
export async function buildApp(parts: GatewayParts): Promise<FastifyInstance> {
  const { coordinator, clock, log } = parts;
  const app = newFastify(parts);
  const sessions = new Sessions(clock);
  app.addHook('onClose', async () => sessions.close());
  const bearers = new Bearers(coordinator, clock);
  const withdrawals = new Withdrawals(coordinator, clock);
  const standingOf = (socket: Socket) => parts.standingOf(socket);
  const access = new Access({ clock, standingOf, sessions, bearers, withdrawals });
  app.setValidatorCompiler(validate);
  app.setSerializerCompiler(() => plainJson);
  app.setReplySerializer((payload) => plainJson(payload));
  app.addHook('onRequest', async (_, reply) => void reply.headers(securityHeaders));
  await app.register(rateLimit, {
    max: requestsPerMinuteMax,
    timeWindow: 60_000,
    errorResponseBuilder: (_, { max, ttl }) =>
      new HapyError('HAPY-E559', { max, seconds: Math.ceil(ttl / 1000) }),
  });
  await app.register(swagger, openapiOptions);
  app.addHook('onRequest', async (request) => access.authorise(request));
  makePostsRepeatable(app, access, clock);
  const numbers = new GatewayNumbers({ sessions: () => sessions.count });
  noteAnswers(app, numbers);
  answerFailures(app, { access, log, lastKnown: keepLastKnown(app, clock) });
  const context: RouteContext = {
    ...{ app, coordinator, clock, log, languageOf, numbers },
    askingFor: (request) => access.askingFor(request),
    lostProof: (request, signal) => access.lostProof(request, signal),
    roleOf: (request) => access.provedOf(request).role,
  };
  gatewayRoutes(context, () => parts.isReady());
  consoleRoutes(context, parts.console);
  sessionRoutes(context, { access, sessions });
  clusterRoutes(context);
  lagRoutes(context);
  eventRoutes(context);
  planRoutes(context);
  runRoutes(context);
  trustRoutes(context);
  auditRoutes(context);
  apiTokenRoutes(context);
  metricsRoutes(context);
  return app;
}

function newFastify({
  log,
  https,
  requestWithinMs = requestWithinMsByDefault,
}: GatewayParts): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log.child({ component: 'rest' });
  const options = {
    loggerInstance,
    // One line per request, written below with what an audit needs.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestWithinMs,
    // Nobody stands between us and the client: a forwarded address would be whatever it says.
    trustProxy: false,
    clientErrorHandler: answerMalformed,
    // An address that cannot be read belongs to no route, and no hook has run.
    frameworkErrors: (error: Error & { code: string }, request: FastifyRequest, reply: FastifyReply) => {
      const refused = new HapyError('HAPY-E114', { detail: error.code }, error);
      void reply.headers(securityHeaders).code(400).type('application/problem+json');
      return reply.serializer(plainJson).send(toProblem(refused, 'client', languageOf(request)));
    },
  };
  const app = Fastify({ ...options, https });
  app.server.maxConnections = connectionsMax;
  return app;
}

function noteAnswers(app: FastifyInstance, numbers: GatewayNumbers): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, is404 } = request;
    const route = is404 ? '' : (routeOptions.url ?? '');
    const status = reply.statusCode;
    const durationMs = Math.round(reply.elapsedTime);
    const seconds = numbers.isStream(reply.raw) ? 0 : reply.elapsedTime / 1000;
    numbers.answered({ method: is404 ? '' : method, route, status, seconds });
    request.log.info({ method, route, status, durationMs }, 'request answered');
  });
}

/** Keeps what the routes that ask for it have answered. */
function keepLastKnown(app: FastifyInstance, clock: Clock): LastKnown {
  const lastKnown = new LastKnown(clock);
  app.addHook('preSerialization', async (request, reply, payload) => {
    const { lastKnown: keeps } = request.routeOptions.config;
    if (keeps === true && reply.statusCode === 200) lastKnown.keep(questionOf(request), payload);
    return payload;
  });
  return lastKnown;
}

function questionOf(request: FastifyRequest): string {
  return `${languageOf(request)} ${request.url}`;
}

function languageOf(request: FastifyRequest): Language {
  return chooseLanguage(request.headers['accept-language'], {});
}

interface FailureContext {
  readonly access: Access;
  readonly log: Log;
  readonly lastKnown: LastKnown;
}

function answerFailures(app: FastifyInstance, { access, log, lastKnown }: FailureContext): void {
  const answer = (request: FastifyRequest, reply: FastifyReply, error: HapyError, failed: Failed) => {
    const found = toProblem(error, failed.origin, languageOf(request));
    const problem = { ...found, status: failed.status ?? found.status };
    const level = problem.status >= 500 ? 'warn' : 'info';
    request.log[level]({ code: error.code, status: problem.status }, 'request failed');
    const isAway = problem.status >= 502;
    // Only to whom it would have been told: that somebody asks while nobody can be proved is no right.
    const mayKnow = request.routeOptions.config?.lastKnown === true && access.wasLetThrough(request);
    const known = isAway && mayKnow ? lastKnown.of(questionOf(request)) : undefined;
    if (isAway) void reply.header('retry-after', String(retryAfterSeconds));
    if (error.code === 'HAPY-E761' || error.code === 'HAPY-E768') void reply.header('set-cookie', noCookie);
    const body = known === undefined ? problem : { ...problem, lastKnown: known };
    return reply.code(problem.status).type('application/problem+json').send(body);
  };
  app.setErrorHandler((error, request, reply) => {
    const fault = !(error instanceof HapyError) && isRequestFault(error) ? error : undefined;
    if (fault === undefined) {
      return answer(request, reply, publicError(error, log), { origin: access.originOf(request) });
    }
    const refused = new HapyError('HAPY-E114', { detail: fault.code }, fault);
    return answer(request, reply, refused, { origin: 'client', status: fault.statusCode });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.slice(0, 200);
    return answer(request, reply, new HapyError('HAPY-E113', { path }), { origin: 'client' });
  });
}

interface Failed {
  readonly origin: Origin;
  /** HTTP's own word for it, where it has one. */
  readonly status?: number;
}
