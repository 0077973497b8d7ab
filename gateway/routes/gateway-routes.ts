import { Type } from 'typebox';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { referencePage } from '../reference-page.ts';
import { answers, closed } from '../schemas/common.ts';
import { base, type RouteContext } from './route-context.ts';

const everyone = { roles: ['everyone'] } as const;
const stateSchema = Type.Object({ status: Type.Literal('ok') }, closed);
const tags = ['gateway'];

/** What is open to everyone: whether this program lives and can do its work, and how it is spoken to. */
export function gatewayRoutes({ app }: RouteContext, isReady: () => Promise<boolean>): void {
  app.get(
    '/healthz',
    { config: everyone, schema: { tags, summary: 'The program lives', response: answers(200, stateSchema) } },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      config: everyone,
      schema: { tags, summary: 'The coordinator can be asked', response: answers(200, stateSchema) },
    },
    async () => {
      if (!(await isReady())) throw new HapyError('HAPY-E500', { what: 'coordinator', where: '' });
      return { status: 'ok' as const };
    },
  );

  app.get(
    `${base}/openapi.json`,
    { config: everyone, schema: { tags, summary: 'This document', hide: true } },
    async () => app.swagger(),
  );

  app.get(
    `${base}/reference`,
    { config: everyone, schema: { tags, summary: 'This document, to be read', hide: true } },
    async (_, reply) =>
      reply.type('text/html; charset=utf-8').serializer(String).send(referencePage(app.swagger())),
  );
}
