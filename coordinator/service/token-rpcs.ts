import type {
  CreateTokenRequest,
  CreateTokenResponse,
  ListTokensRequest,
  ListTokensResponse,
  RevokeTokenRequest,
  RevokeTokenResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { createToken, listTokens, revokeToken } from '../enrolment/tokens.ts';
import { writeAudit } from '../store/audit-log.ts';
import type { ServiceContext } from './service-context.ts';

export function tokenRpcs(context: ServiceContext) {
  const { tokens, database, clock } = context;
  return {
    createToken: unary<CreateTokenRequest, CreateTokenResponse>(async ({ node, ttlSeconds }, { caller }) => {
      const { token, tokenId, expiresAtMs } = createToken(tokens, { node, ttlSeconds });
      // The audit names the token, it never holds it.
      const details = { node, tokenId };
      writeAudit(database, { caller, atMs: clock.now(), deed: 'create-token', details });
      return { token, tokenId, expiresAtMs: BigInt(expiresAtMs) };
    }),
    listTokens: unary<ListTokensRequest, ListTokensResponse>(async () => ({
      tokens: listTokens(tokens).map(({ tokenId, node, status, expiresAtMs, words }) => ({
        tokenId,
        node,
        status,
        expiresAtMs: BigInt(expiresAtMs),
        words,
      })),
    })),
    revokeToken: unary<RevokeTokenRequest, RevokeTokenResponse>(async ({ tokenId }, { caller }) => {
      revokeToken(tokens, tokenId);
      writeAudit(database, { caller, atMs: clock.now(), deed: 'revoke-token', details: { tokenId } });
      return {};
    }),
  };
}
