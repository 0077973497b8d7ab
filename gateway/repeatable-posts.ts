import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Access } from './access.ts';
import { Idempotency } from './idempotency.ts';

/** Headers that belong to an answer rather than to its way. */
const keptHeaders = ['content-type', 'location', 'etag'] as const;

/** Lets every POST be repeated with the same `Idempotency-Key` without being carried out twice. */
export function makePostsRepeatable(app: FastifyInstance, access: Access, clock: Clock): void {
  const idempotency = new Idempotency(clock);
  const begun = new WeakMap<FastifyRequest, string>();

  app.addHook('preHandler', async (request, reply) => {
    const given = request.headers['idempotency-key'];
    if (request.method !== 'POST' || given === undefined) return;
    if (typeof given !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(given))
      throw new HapyError('HAPY-E557', { where: 'headers/idempotency-key', problem: '[!-~]{1,200}' });
    const key = `${access.keyOf(request)} ${request.url} ${given}`;
    const sent = await idempotency.begin(key, request.body);
    if (sent === undefined) {
      begun.set(request, key);
      return;
    }
    void reply.header('idempotency-replayed', 'true');
    return reply.code(sent.status).headers(sent.headers).serializer(String).send(sent.payload);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const key = begun.get(request);
    if (key === undefined) return;
    begun.delete(request);
    const succeeded = reply.statusCode < 300 && typeof payload === 'string';
    if (!succeeded) return idempotency.finish(key, undefined);
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => {
        const value = reply.getHeader(name);
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    idempotency.finish(key, { status: reply.statusCode, headers, payload });
  });

  // An answer that was never sent settles nothing; whoever waits for it comes first then.
  app.addHook('onResponse', async (request) => {
    const key = begun.get(request);
    if (key !== undefined) idempotency.finish(key, undefined);
  });
}
