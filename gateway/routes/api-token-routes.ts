import type { Static } from 'typebox';

import { answers } from '../schemas/common.ts';
import {
  apiTokensSchema,
  createApiTokenSchema,
  createdTokenSchema,
  tokenParametersSchema,
} from '../schemas/trust.ts';
import { base, reading, type RouteContext, trusting } from './route-context.ts';

/** What programs show instead of a certificate. Only persons make and revoke them. */
export function apiTokenRoutes({ app, coordinator, askingFor }: RouteContext): void {
  const tags = ['api-tokens'];

  app.get(
    `${base}/api-tokens`,
    {
      config: reading,
      schema: {
        tags,
        summary: 'The API tokens, never their content',
        response: answers(200, apiTokensSchema),
      },
    },
    async (request) => {
      const { tokens } = await coordinator.listApiTokens({}, askingFor(request));
      return {
        apiTokens: tokens.map((token) => ({
          ...token,
          createdAtMs: Number(token.createdAtMs),
          expiresAtMs: Number(token.expiresAtMs),
          lastUsedAtMs: Number(token.lastUsedAtMs),
        })),
      };
    },
  );

  app.post<{ Body: Static<typeof createApiTokenSchema> }>(
    `${base}/api-tokens`,
    {
      config: trusting,
      schema: {
        tags,
        summary: 'An API token, shown this once',
        body: createApiTokenSchema,
        response: answers(201, createdTokenSchema),
      },
    },
    async (request, reply) => {
      const { name, scope, ttlSeconds = 0 } = request.body;
      const made = await coordinator.createApiToken({ name, scope, ttlSeconds }, askingFor(request));
      void reply.code(201);
      return { ...made, expiresAtMs: Number(made.expiresAtMs) };
    },
  );

  app.delete<{ Params: Static<typeof tokenParametersSchema> }>(
    `${base}/api-tokens/:tokenId`,
    {
      config: trusting,
      schema: { tags, summary: 'Make an API token worthless at once', params: tokenParametersSchema },
    },
    async (request, reply) => {
      await coordinator.revokeApiToken({ tokenId: request.params.tokenId }, askingFor(request));
      return reply.code(204).send();
    },
  );
}
