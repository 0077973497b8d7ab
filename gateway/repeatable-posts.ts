import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Access } from './access.ts';
import { Idempotency, type Turn } from './idempotency.ts';

/** Headers that belong to an answer rather than to its way. */
const keptHeaders = ['content-type', 'location', 'etag'] as const;

/** Lets every POST be repeated with the same `Idempotency-Key` without being carried out twice. */
export function makePostsRepeatable(app: FastifyInstance, access: Access, clock: Clock): void {
  const idempotency = new Idempotency(clock);
  const begun = new WeakMap<FastifyRequest, NonNullable<Turn['finish']>>();

  app.addHook('preHandler', async (request, reply) => {
    const given = request.headers['idempotency-key'];
    if (request.method !== 'POST' || given === undefined) return;
    if (typeof given !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(given))
      throw new HapyError('HAPY-E557', { where: 'headers/idempotency-key', problem: '[!-~]{1,200}' });
    const asker = access.keyOf(request);
    // Nobody's answer is another's: a session is opened anew each time.
    if (asker === undefined) return;
    const key = `${asker} ${request.url} ${given}`;
    const { sent, finish } = await idempotency.begin(key, request.body);
    if (sent === undefined) {
      begun.set(request, finish);
      return;
    }
    void reply.header('idempotency-replayed', 'true');
    return reply.code(sent.status).headers(sent.headers).serializer(String).send(sent.payload);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const finish = begun.get(request);
    if (finish === undefined) return;
    begun.delete(request);
    const succeeded = reply.statusCode < 300 && typeof payload === 'string';
    if (!succeeded) return finish(undefined);
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => {
        const value = reply.getHeader(name);
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    finish({ status: reply.statusCode, headers, payload });
  });

  // An answer that was never sent settles nothing; whoever waits for it comes first then.
  app.addHook('onResponse', async (request) => {
    begun.get(request)?.(undefined);
  });
}
