import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Role } from '../../services/rpc/caller.ts';
import type { Access } from '../access.ts';
import { departureOf } from '../departure.ts';
import { answers } from '../schemas/common.ts';
import { openSessionSchema, sessionSchema } from '../schemas/session.ts';
import { noCookie, type Session, sessionCookieOf, type Sessions } from '../sessions.ts';
import { base, reading, type RouteContext } from './route-context.ts';

const tags = ['session'];
/** Nobody logs in that often; whoever tries is trying tokens. */
const loginsPerMinuteMax = 30;

interface Parts {
  readonly access: Access;
  readonly sessions: Sessions;
}

/** How a browser gets in and out. */
export function sessionRoutes(context: RouteContext, parts: Parts): void {
  openingRoute(context, parts);
  standingRoutes(context, parts);
}

function openingRoute(context: RouteContext, { access, sessions }: Parts): void {
  const { app, coordinator } = context;
  app.post<{ Body: Static<typeof openSessionSchema> }>(
    `${base}/session`,
    {
      config: { roles: ['everyone'], rateLimit: { max: loginsPerMinuteMax } },
      schema: {
        tags,
        security: [],
        summary: 'Open a session for a browser, by a token or by the certificate',
        description:
          'Answers with a cookie that no script can read. Under it every request that changes something needs `X-CSRF-Token`. A session ends an hour after its last request, twelve hours after it was opened, and with its token or certificate.',
        body: openSessionSchema,
        response: answers(201, sessionSchema),
      },
    },
    async (request, reply) => {
      const { person, untilMs } = await access.proveAnew(request, request.body.token);
      // The coordinator is asked, not our listener: it knows who was revoked.
      const { role, name } = await coordinator.whoAmI(
        {},
        { person, signal: departureOf(request.raw.socket) },
      );
      requirePerson(role as Role, request);
      const { cookie, session } = sessions.open({
        person,
        identity: identityOf(role, name),
        provedUntilMs: untilMs,
      });
      request.log.info({ identity: session.identity }, 'session opened');
      void reply.code(201).header('set-cookie', cookie);
      return viewOf(context, request, role, session);
    },
  );
}

function standingRoutes(context: RouteContext, { access, sessions }: Parts): void {
  const { app } = context;
  app.get(
    `${base}/session`,
    {
      config: { ...reading, needsSession: true },
      schema: {
        tags,
        summary: 'The session of this browser',
        security: [{ session: [] }],
        response: answers(200, sessionSchema),
      },
    },
    async (request) => {
      const { role, session } = access.provedOf(request);
      return viewOf(context, request, role, session as Session);
    },
  );

  app.delete(
    `${base}/session`,
    {
      config: { ...reading, needsSession: true },
      schema: { tags, summary: 'End the session of this browser', security: [{ session: [] }] },
    },
    async (request, reply) => {
      sessions.end(sessionCookieOf(request.headers.cookie) ?? '');
      return reply.code(204).header('set-cookie', noCookie).send();
    },
  );
}

/** @throws HapyError HAPY-E110 for a certificate of one of our programs: none of them sits before a browser */
function requirePerson(role: Role, request: FastifyRequest): void {
  if (reading.roles.some((each) => each === role)) return;
  throw new HapyError('HAPY-E110', { role, rpc: `${request.method} ${base}/session` });
}

function viewOf(
  { languageOf }: RouteContext,
  request: FastifyRequest,
  role: string,
  { identity, expiresAtMs, csrf }: Session,
): Static<typeof sessionSchema> {
  return {
    ...{ identity, csrf, language: languageOf(request), expiresAt: expiresAtMs },
    role: role === 'operator' || role === 'token-operator' ? 'operator' : 'auditor',
  };
}

/** "operator/anne", "token/nagios". */
function identityOf(role: string, name: string): string {
  return name.startsWith('token:') ? name.replace(':', '/') : `${role}/${name}`;
}
