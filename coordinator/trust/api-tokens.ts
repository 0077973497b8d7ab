import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { isHolderName } from '../../certs/names.ts';
import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import {
  type ApiScope,
  apiScopes,
  type ApiTokenPolicy,
  type Bearer,
  formatApiToken,
  parseApiToken,
} from '../../services/rpc/api-token.ts';
import type { Role } from '../../services/rpc/caller.ts';
import type { ApiTokenRecord, ApiTokenStore } from './api-token-store.ts';

const secondsMin = 60;
const secondsMax = 366 * 86_400;
const defaultSeconds = 90 * 86_400;
const validMax = 100;
/** Ended tokens stay in the list for a while, so that a late try is told why it is refused. */
const rememberedMs = 30 * 86_400_000;
/** How exactly the last use is known: a write for every request would be one too many. */
const usedWithinMs = 60_000;

const roles: Readonly<Record<ApiScope, Role>> = { read: 'token-reader', operate: 'token-operator' };

export type ApiTokenState = 'valid' | 'expired' | 'revoked';

export interface AskedApiToken {
  readonly name: string;
  readonly scope: string;
  /** 0 for 90 days. */
  readonly ttlSeconds: number;
  readonly createdBy: string;
}

export interface CreatedApiToken {
  /** Shown once and kept nowhere. */
  readonly token: string;
  readonly tokenId: string;
  readonly expiresAtMs: number;
}

/** What programs show to the gateway instead of a certificate (services/rpc/api-token.ts). */
export class ApiTokens implements ApiTokenPolicy {
  readonly #store: ApiTokenStore;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(o: { readonly store: ApiTokenStore; readonly clock: Clock; readonly log: Log }) {
    this.#store = o.store;
    this.#clock = o.clock;
    this.#log = o.log;
  }

  /** @throws HapyError HAPY-E766 (name, scope or time), HAPY-E765 (name taken), HAPY-E770 (too many) */
  create(asked: AskedApiToken): CreatedApiToken {
    const scope = checkedScope(asked);
    const { name, createdBy } = asked;
    const ttlSeconds = asked.ttlSeconds === 0 ? defaultSeconds : asked.ttlSeconds;
    const createdAtMs = this.#clock.now();
    const tokenId = randomBytes(8).toString('hex');
    const secret = randomBytes(32).toString('base64url');
    const expiresAtMs = createdAtMs + ttlSeconds * 1000;
    this.#store.atomically(() => {
      this.#store.forgetEndedBefore(createdAtMs - rememberedMs);
      const valid = this.list().filter(({ state }) => state === 'valid');
      const namesake = valid.find((each) => each.name === name);
      if (namesake !== undefined) throw new HapyError('HAPY-E765', { name, tokenId: namesake.tokenId });
      if (valid.length >= validMax) throw new HapyError('HAPY-E770', { count: valid.length });
      this.#store.add({
        ...{ tokenId, name, scope, secretDigest: digestOf(secret), createdAtMs, createdBy, expiresAtMs },
        ...{ revokedAtMs: 0, lastUsedAtMs: 0 },
      });
    });
    this.#log.info(
      { tokenId, name, scope, expiresAt: new Date(expiresAtMs).toISOString() },
      'API token made',
    );
    return { token: formatApiToken({ tokenId, secret }), tokenId, expiresAtMs };
  }

  /** Newest first. */
  list(): (ApiTokenRecord & { readonly state: ApiTokenState })[] {
    const nowMs = this.#clock.now();
    return this.#store.list().map((record) => ({ ...record, state: stateOf(record, nowMs) }));
  }

  /** @returns its name. @throws HapyError HAPY-E769 */
  revoke(tokenId: string): string {
    const record = this.#store.find(tokenId);
    if (record === undefined) throw new HapyError('HAPY-E769', { tokenId: tokenId.slice(0, 80) });
    this.#store.atomically(() => this.#store.revoke(tokenId, this.#clock.now()));
    this.#log.info({ tokenId, name: record.name }, 'API token revoked');
    return record.name;
  }

  /** Only who holds the secret learns that its token has expired or was revoked. */
  bearerOf(token: string): Bearer | HapyError {
    const parts = parseApiToken(token);
    const record = parts && this.#store.find(parts.tokenId);
    if (parts === undefined || record === undefined) return new HapyError('HAPY-E762');
    if (!timingSafeEqual(digestOf(parts.secret), record.secretDigest)) return new HapyError('HAPY-E762');
    const { name, scope, expiresAtMs } = record;
    const state = stateOf(record, this.#clock.now());
    if (state === 'revoked') return new HapyError('HAPY-E764', { name });
    if (state === 'expired') return new HapyError('HAPY-E763', { name });
    this.#noteUse(record);
    return { role: roles[scope], name: `token:${name}`, expiresAtMs };
  }

  #noteUse({ tokenId, lastUsedAtMs }: ApiTokenRecord): void {
    const nowMs = this.#clock.now();
    if (Math.abs(nowMs - lastUsedAtMs) < usedWithinMs) return;
    try {
      this.#store.noteUse(tokenId, nowMs);
    } catch (error) {
      // A full disk must not keep anybody from looking.
      this.#log.warn({ err: error, tokenId }, 'use of an API token not noted');
    }
  }
}

function checkedScope({ name, scope, ttlSeconds }: AskedApiToken): ApiScope {
  const refuse = (field: string, value: string) =>
    new HapyError('HAPY-E766', { field, value: value.slice(0, 80) });
  if (!isHolderName(name)) throw refuse('name', name);
  const known = apiScopes.find((each) => each === scope);
  if (known === undefined) throw refuse('scope', scope);
  const inTime = ttlSeconds === 0 || (ttlSeconds >= secondsMin && ttlSeconds <= secondsMax);
  if (!inTime) throw refuse('expires', `${ttlSeconds} s`);
  return known;
}

function stateOf(record: ApiTokenRecord, nowMs: number): ApiTokenState {
  if (record.revokedAtMs > 0) return 'revoked';
  return record.expiresAtMs <= nowMs ? 'expired' : 'valid';
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
