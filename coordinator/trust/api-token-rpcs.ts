import type { TrustServiceServer } from '../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { type CallContext, unary } from '../../services/rpc/handlers.ts';
import type { ApiTokens } from './api-tokens.ts';

export function apiTokenRpcs({ apiTokens }: { readonly apiTokens: ApiTokens }) {
  return {
    createApiToken: unary(async ({ name, scope, ttlSeconds }, { caller }: CallContext) => {
      const made = apiTokens.create({ name, scope, ttlSeconds, createdBy: `${caller.role}/${caller.name}` });
      return { ...made, expiresAtMs: BigInt(made.expiresAtMs) };
    }),
    listApiTokens: unary(async () => ({
      tokens: apiTokens.list().map(({ tokenId, name, scope, state, createdBy, ...times }) => ({
        ...{ tokenId, name, scope, state, createdBy },
        createdAtMs: BigInt(times.createdAtMs),
        expiresAtMs: BigInt(times.expiresAtMs),
        lastUsedAtMs: BigInt(times.lastUsedAtMs),
      })),
    })),
    revokeApiToken: unary(async ({ tokenId }) => ({ name: apiTokens.revoke(tokenId) })),
    whoAmI: unary(async (_, { caller }: CallContext) => {
      const { role, name, expiresAtMs = 0 } = caller;
      return { role, name, expiresAtMs: BigInt(expiresAtMs) };
    }),
  } satisfies Partial<TrustServiceServer>;
}
