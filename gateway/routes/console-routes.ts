import type { FastifyReply, FastifyRequest } from 'fastify';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { type ConsoleFile, type ConsoleFiles, encodingFor } from '../console-files.ts';
import type { RouteContext } from './route-context.ts';

const everyone = { roles: ['everyone'] } as const;
const year = 31_536_000;

/** Nothing from elsewhere, nothing inline: what runs in the page is what lies in our folder. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at `/` and its files under `/console/`. They hold nothing of the cluster, so everyone may have them. */
export function consoleRoutes({ app }: RouteContext, files: ConsoleFiles): void {
  const serve = (request: FastifyRequest, reply: FastifyReply, name: string, missing: HapyError) => {
    const file = files.get(name);
    if (file === undefined) throw missing;
    return send(request, reply, file);
  };

  app.get('/', { config: everyone, schema: { hide: true } }, async (request, reply) =>
    serve(request, reply, 'index.html', new HapyError('HAPY-E771')),
  );

  app.get<{ Params: { '*': string } }>(
    '/console/*',
    { config: everyone, schema: { hide: true } },
    async (request, reply) => {
      const path = request.url.slice(0, 200);
      return serve(request, reply, request.params['*'], new HapyError('HAPY-E113', { path }));
    },
  );
}

function send(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): FastifyReply {
  const { etag, type, immutable } = file;
  void reply.headers({
    etag,
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': immutable ? `public, max-age=${year}, immutable` : 'no-cache',
    vary: 'accept-encoding',
  });
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag)) return reply.code(304).send();
  const encoding = encodingFor(file, request.headers['accept-encoding']);
  if (encoding !== 'identity') void reply.header('content-encoding', encoding);
  return reply.type(type).send(file.bodies[encoding] ?? file.bodies.identity);
}
