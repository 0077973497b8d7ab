import { randomBytes, X509Certificate } from 'node:crypto';

import type { CertificateAuthority } from '../../certs/authority.ts';
import { proofPublicKey } from '../../certs/join-proof.ts';
import { type CoordinatorAddress, encodeToken } from '../../certs/join-token.ts';
import { sixWords } from '../../certs/six-words.ts';
import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import type { EnrolmentStore } from './enrolment-store.ts';
import { revoke, statusOf, type TokenStatus } from './token-life.ts';

/** How long a token lives when nobody says otherwise (design section 6.2). */
export const defaultTtlSeconds = 30 * 60;
const ttlSecondsMin = 60;
const ttlSecondsMax = 24 * 60 * 60;
/** Tokens stay in the list for a while after they expired, so that a late try gets the right refusal. */
const rememberedMs = 30 * 24 * 60 * 60 * 1000;

/** The names and addresses that the spec gives a node, or undefined when it knows no such node. */
export type NodeNames = (
  node: string,
) => { readonly dnsNames: readonly string[]; readonly addresses: readonly string[] } | undefined;

export interface TokensContext {
  readonly authority: CertificateAuthority;
  readonly store: EnrolmentStore;
  readonly nodeNames: NodeNames;
  /** Where a joining node finds this coordinator; each of them stands in its certificate. */
  readonly coordinators: () => readonly CoordinatorAddress[];
  readonly clock: Clock;
  readonly log: Log;
}

export interface CreatedToken {
  /** The token itself: shown once and kept nowhere. */
  readonly token: string;
  readonly tokenId: string;
  readonly expiresAtMs: number;
}

/**
 * Makes a token with which one node can join.
 *
 * @param asked ttlSeconds 0 means the default of 30 minutes
 * @throws HapyError HAPY-E169 (no such node), HAPY-E172 (ttl)
 */
export function createToken(
  context: TokensContext,
  asked: { readonly node: string; readonly ttlSeconds: number },
): CreatedToken {
  const { node } = asked;
  if (context.nodeNames(node) === undefined) throw new HapyError('HAPY-E169', { node });
  const seconds = asked.ttlSeconds === 0 ? defaultTtlSeconds : asked.ttlSeconds;
  if (!(seconds >= ttlSecondsMin && seconds <= ttlSecondsMax)) {
    throw new HapyError('HAPY-E172', { seconds, minimum: ttlSecondsMin, maximum: ttlSecondsMax });
  }
  const now = context.clock.now();
  const tokenId = randomBytes(16).toString('hex');
  const expiresAtMs = now + Math.round(seconds * 1000);
  const seed = randomBytes(32);
  const token = encodeToken({
    tokenId,
    clusterId: context.authority.clusterId,
    node,
    coordinators: context.coordinators(),
    expiresAtMs,
    rootDer: rootDerOf(context.authority),
    seed,
  });
  context.store.atomically(() => {
    context.store.forgetTokens(now - rememberedMs);
    context.store.saveToken({
      tokenId,
      node,
      status: 'open',
      proofPublicKey: proofPublicKey(seed),
      createdAtMs: now,
      expiresAtMs,
      boundKey: undefined,
    });
  });
  context.log.info({ tokenId, node, expiresAt: new Date(expiresAtMs).toISOString() }, 'token created');
  return { token, tokenId, expiresAtMs };
}

/** One line of `hapyctl token list`. */
export interface ListedToken {
  readonly tokenId: string;
  readonly node: string;
  readonly status: TokenStatus;
  readonly expiresAtMs: number;
  /** The six words of the key that used it, to be compared with what the node shows; empty before that. */
  readonly words: string;
}

/** All tokens that are remembered, newest first. */
export function listTokens(context: TokensContext): readonly ListedToken[] {
  const now = context.clock.now();
  const rootDer = rootDerOf(context.authority);
  return context.store.listTokens().map((token) => ({
    tokenId: token.tokenId,
    node: token.node,
    status: statusOf(token, now),
    expiresAtMs: token.expiresAtMs,
    words: token.boundKey === undefined ? '' : sixWords(rootDer, token.boundKey),
  }));
}

/** @throws HapyError HAPY-E173 (no such token), HAPY-E174 (already used) */
export function revokeToken(context: TokensContext, tokenId: string): void {
  context.store.atomically(() => {
    const token = context.store.findToken(tokenId);
    if (token === undefined) throw new HapyError('HAPY-E173', { tokenId });
    context.store.saveToken(revoke(token));
  });
  context.log.info({ tokenId }, 'token revoked');
}

export function rootDerOf(authority: CertificateAuthority): Buffer {
  return new X509Certificate(authority.rootPem).raw;
}
