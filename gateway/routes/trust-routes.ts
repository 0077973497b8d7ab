import type { Static } from 'typebox';

import { answers } from '../schemas/common.ts';
import {
  approvedSchema,
  approveSchema,
  certificatesSchema,
  createdTokenSchema,
  createTokenSchema,
  renewedSchema,
  renewSchema,
  revokedSchema,
  revokeSchema,
  tokenParametersSchema,
  tokensSchema,
} from '../schemas/trust.ts';
import { base, changing, reading, type RouteContext, trusting } from './route-context.ts';

/** Who may join, who is known and who was withdrawn. */
export function trustRoutes(context: RouteContext): void {
  tokenRoutes(context);
  certificateRoutes(context);
  revocationRoute(context);
}

function tokenRoutes({ app, coordinator, askingFor }: RouteContext): void {
  const tags = ['tokens'];

  app.get(
    `${base}/tokens`,
    {
      config: reading,
      schema: { tags, summary: 'The join tokens, never their content', response: answers(200, tokensSchema) },
    },
    async (request) => {
      const { tokens } = await coordinator.listTokens({}, askingFor(request));
      return { tokens: tokens.map((token) => ({ ...token, expiresAtMs: Number(token.expiresAtMs) })) };
    },
  );

  app.post<{ Body: Static<typeof createTokenSchema> }>(
    `${base}/tokens`,
    {
      config: changing,
      schema: {
        tags,
        summary: 'A join token for one node, shown this once',
        body: createTokenSchema,
        response: answers(201, createdTokenSchema),
      },
    },
    async (request, reply) => {
      const { node, ttlSeconds = 0 } = request.body;
      const made = await coordinator.createToken({ node, ttlSeconds }, askingFor(request));
      void reply.code(201);
      return { ...made, expiresAtMs: Number(made.expiresAtMs) };
    },
  );

  app.delete<{ Params: Static<typeof tokenParametersSchema> }>(
    `${base}/tokens/:tokenId`,
    { config: changing, schema: { tags, summary: 'Make a token worthless', params: tokenParametersSchema } },
    async (request, reply) => {
      await coordinator.revokeToken({ tokenId: request.params.tokenId }, askingFor(request));
      return reply.code(204).send();
    },
  );
}

function certificateRoutes({ app, coordinator, askingFor }: RouteContext): void {
  const tags = ['certificates'];

  app.get(
    `${base}/certificates`,
    {
      config: reading,
      schema: { tags, summary: 'Every certificate and its life', response: answers(200, certificatesSchema) },
    },
    async (request) => {
      const known = await coordinator.listCertificates({}, askingFor(request));
      return {
        rootKeyHere: known.rootKeyHere,
        atMs: Number(known.atMs),
        backupAtMs: Number(known.backupAtMs),
        certificates: known.certificates.map((each) => ({
          ...each,
          notBeforeMs: Number(each.notBeforeMs),
          notAfterMs: Number(each.notAfterMs),
        })),
      };
    },
  );

  app.post<{ Body: Static<typeof renewSchema> }>(
    `${base}/certificates/renew`,
    {
      config: changing,
      schema: {
        tags,
        summary: 'Renew now: those of the nodes that are named, or all',
        body: renewSchema,
        response: answers(200, renewedSchema),
      },
    },
    async (request) => {
      const { outcomes } = await coordinator.renewCertificates(request.body, askingFor(request));
      return {
        outcomes: outcomes.map(({ holder, notAfterMs, error }) => ({
          ...{ holder, notAfterMs: Number(notAfterMs) },
          ...(error && { error: { code: error.code, parameters: error.parameters } }),
        })),
      };
    },
  );

  app.post<{ Body: Static<typeof approveSchema> }>(
    `${base}/certificates/approve`,
    {
      config: trusting,
      schema: {
        tags,
        summary: 'Let nodes whose certificate has expired have the next one',
        body: approveSchema,
        response: answers(200, approvedSchema),
      },
    },
    async (request) => coordinator.approveRenewals(request.body, askingFor(request)),
  );
}

function revocationRoute({ app, coordinator, askingFor }: RouteContext): void {
  app.post<{ Body: Static<typeof revokeSchema> }>(
    `${base}/revocations`,
    {
      config: trusting,
      schema: {
        tags: ['certificates'],
        summary: 'Deny a node or a person everywhere at once',
        body: revokeSchema,
        response: answers(200, revokedSchema),
      },
    },
    async (request) => {
      const { holder, reason = '' } = request.body;
      return coordinator.revoke({ holder, reason }, askingFor(request));
    },
  );
}
