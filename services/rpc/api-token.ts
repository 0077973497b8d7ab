import type { HapyError } from '../base/errors/hapy-error.ts';
import type { Role } from './caller.ts';

/*
 * An API token: `hapy_`, sixteen digits that name it, and 32 random bytes in base64url. The prefix lets programs that look
 * for secrets in repositories find it.
 */
const form = /^hapy_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** What a token may be used for. */
export const apiScopes = ['read', 'operate'] as const;
export type ApiScope = (typeof apiScopes)[number];

export interface ApiTokenParts {
  readonly tokenId: string;
  readonly secret: string;
}

export function formatApiToken({ tokenId, secret }: ApiTokenParts): string {
  return `hapy_${tokenId}_${secret}`;
}

/** Undefined for whatever was never written by `formatApiToken`; nothing else is sent on or looked up. */
export function parseApiToken(text: string): ApiTokenParts | undefined {
  const [, tokenId, secret] = form.exec(text) ?? [];
  return tokenId === undefined || secret === undefined ? undefined : { tokenId, secret };
}

/** Whom a token makes of its bearer. */
export interface Bearer {
  readonly role: Role;
  readonly name: string;
  readonly expiresAtMs: number;
}

/** Where tokens are looked up. */
export interface ApiTokenPolicy {
  /** @returns HAPY-E762 to E764 instead of a bearer when the token does not count */
  bearerOf(token: string): Bearer | HapyError;
}
