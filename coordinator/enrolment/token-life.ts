import { timingSafeEqual } from 'node:crypto';

import { HapyError } from '../../services/base/errors/hapy-error.ts';

/** What is kept of a token. Whether it has expired is no status of its own: the clock says so. */
export interface TokenRecord {
  readonly tokenId: string;
  readonly node: string;
  readonly status: 'open' | 'reserved' | 'consumed' | 'revoked';
  /** 32 bytes of Ed25519 public key; the seed is on the token alone. */
  readonly proofPublicKey: Buffer;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** The public key of the first CSR (SubjectPublicKeyInfo); from then on the token is good for no other. */
  readonly boundKey: Buffer | undefined;
}

/** What a person is shown. */
export type TokenStatus = TokenRecord['status'] | 'expired';

export function statusOf(token: TokenRecord, nowMs: number): TokenStatus {
  const usable = token.status === 'open' || token.status === 'reserved';
  return usable && isExpired(token, nowMs) ? 'expired' : token.status;
}

/**
 * Reserves a token for the key that asks. The same key may ask again at any time before expiry, also after it
 * got its certificate, because the answer may have been lost on its way.
 *
 * @throws HapyError HAPY-E162 (expired), HAPY-E163 (revoked), HAPY-E165 (another key)
 */
export function reserve(token: TokenRecord, publicKeyDer: Buffer, nowMs: number): TokenRecord {
  const { tokenId, node } = token;
  if (token.status === 'revoked') throw new HapyError('HAPY-E163', { tokenId, node });
  if (isExpired(token, nowMs)) {
    throw new HapyError('HAPY-E162', { tokenId, node, expiredAt: new Date(token.expiresAtMs).toISOString() });
  }
  if (token.boundKey === undefined) return { ...token, status: 'reserved', boundKey: publicKeyDer };
  const same = token.boundKey.length === publicKeyDer.length && timingSafeEqual(token.boundKey, publicKeyDer);
  if (!same) throw new HapyError('HAPY-E165', { tokenId, node });
  return token;
}

/** Notes that the certificate was made. A token revoked in between stays revoked. */
export function consume(token: TokenRecord): TokenRecord {
  return token.status === 'reserved' ? { ...token, status: 'consumed' } : token;
}

/**
 * Withdraws a token that was not used yet. One that was is refused, so that nobody believes a certificate to
 * be withdrawn by this.
 *
 * @throws HapyError HAPY-E174
 */
export function revoke(token: TokenRecord): TokenRecord {
  if (token.status === 'consumed') {
    throw new HapyError('HAPY-E174', { tokenId: token.tokenId, node: token.node });
  }
  return { ...token, status: 'revoked' };
}

function isExpired(token: TokenRecord, nowMs: number): boolean {
  return nowMs >= token.expiresAtMs;
}
