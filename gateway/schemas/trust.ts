import { Type } from 'typebox';

import { closed, code, nodeName, texts, timeMs } from './common.ts';

export const createTokenSchema = Type.Object(
  { node: nodeName, ttlSeconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 86_400 })) },
  { ...closed, title: 'CreateToken' },
);
export const createdTokenSchema = Type.Object(
  { token: Type.String({ description: 'Shown this once' }), tokenId: Type.String(), expiresAtMs: timeMs },
  closed,
);
export const tokenSchema = Type.Object(
  {
    tokenId: Type.String(),
    node: Type.String(),
    status: Type.String({ description: 'open, reserved, consumed, revoked or expired' }),
    expiresAtMs: timeMs,
    words: Type.String({ description: 'Of the key that used it, to be compared with what the node shows' }),
  },
  { ...closed, title: 'Token' },
);
export const tokensSchema = Type.Object({ tokens: Type.Array(tokenSchema) }, closed);
export const tokenParametersSchema = Type.Object(
  { tokenId: Type.String({ pattern: '^[0-9a-f]{1,32}$' }) },
  closed,
);

export const createApiTokenSchema = Type.Object(
  {
    name: Type.String({
      ...{ minLength: 1, maxLength: 63, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
      description: 'What the audit calls its bearer',
    }),
    scope: Type.Union([Type.Literal('read'), Type.Literal('operate')]),
    ttlSeconds: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 366 * 86_400, description: '90 days when it is left out' }),
    ),
  },
  { ...closed, title: 'CreateApiToken' },
);
export const apiTokenSchema = Type.Object(
  {
    tokenId: Type.String(),
    name: Type.String(),
    scope: Type.String({ description: 'read or operate' }),
    state: Type.String({ description: 'valid, expired or revoked' }),
    createdAtMs: timeMs,
    createdBy: Type.String(),
    expiresAtMs: timeMs,
    lastUsedAtMs: timeMs,
  },
  { ...closed, title: 'ApiToken' },
);
export const apiTokensSchema = Type.Object(
  { apiTokens: Type.Array(apiTokenSchema, { description: 'Newest first, never their content' }) },
  closed,
);

export const certificateSchema = Type.Object(
  {
    holder: Type.String({
      description: '"root", "issuing", "coordinator", "gateway", "agent/hapy2", "operator/anne"',
    }),
    serial: Type.String(),
    notBeforeMs: timeMs,
    notAfterMs: timeMs,
    state: Type.String({ description: 'valid, expired, waiting or revoked' }),
    words: Type.String(),
    issuer: Type.String(),
  },
  { ...closed, title: 'Certificate' },
);
export const certificatesSchema = Type.Object(
  {
    certificates: Type.Array(certificateSchema),
    atMs: timeMs,
    backupAtMs: timeMs,
    rootKeyHere: Type.Boolean({ description: 'The root’s key lies on the coordinator’s machine' }),
  },
  closed,
);

const namedNodes = Type.Array(nodeName, { maxItems: 64 });
export const renewSchema = Type.Object({ nodes: namedNodes }, { ...closed, title: 'RenewCertificates' });
export const renewedSchema = Type.Object(
  {
    outcomes: Type.Array(
      Type.Object(
        {
          holder: Type.String(),
          notAfterMs: timeMs,
          error: Type.Optional(Type.Object({ code, parameters: texts }, closed)),
        },
        closed,
      ),
    ),
  },
  closed,
);
export const approveSchema = Type.Object({ nodes: namedNodes }, { ...closed, title: 'ApproveRenewals' });
export const approvedSchema = Type.Object({ holders: Type.Array(Type.String()) }, closed);
export const revokeSchema = Type.Object(
  {
    holder: Type.String({ maxLength: 80, pattern: '^(agent|operator|auditor)/[A-Za-z0-9._-]+$' }),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { ...closed, title: 'Revoke' },
);
export const revokedSchema = Type.Object(
  {
    reached: Type.Array(Type.String()),
    missed: Type.Array(Type.String()),
    certificates: Type.Integer(),
  },
  closed,
);

export const auditQuerySchema = Type.Object(
  {
    node: Type.Optional(nodeName),
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Lines with a higher number only' })),
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'Lines with a lower number only' })),
    newest: Type.Integer({
      ...{ minimum: 1, maximum: 1000, default: 1000 },
      description: 'So many of the newest of them; older ones are at `next`',
    }),
    containing: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'What stands in who, what, from where, what about or the outcome, in capitals or not',
      }),
    ),
    refused: Type.Boolean({ default: false, description: 'Only what was refused or has failed' }),
  },
  closed,
);
export const auditSchema = Type.Object(
  {
    lines: Type.Array(Type.Unknown(), {
      description: 'Oldest first, as they were written, each with the hash of the one before',
    }),
    damage: Type.String({
      description: 'What the hashes tell of a line that was changed; empty when none was',
    }),
    next: Type.Optional(Type.String({ description: 'Where older ones are' })),
  },
  closed,
);
