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
import type { ServiceContext } from './service-context.ts';

export function tokenRpcs(context: ServiceContext) {
  const { tokens } = context;
  return {
    createToken: unary<CreateTokenRequest, CreateTokenResponse>(async ({ node, ttlSeconds }) => {
      const { token, tokenId, expiresAtMs } = createToken(tokens, { node, ttlSeconds });
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
    revokeToken: unary<RevokeTokenRequest, RevokeTokenResponse>(async ({ tokenId }) => {
      revokeToken(tokens, tokenId);
      return {};
    }),
  };
}
