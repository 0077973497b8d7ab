import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { createLog } from '../../services/base/log.ts';
import { formatApiToken, parseApiToken } from '../../services/rpc/api-token.ts';
import { type AskedApiToken, ApiTokens } from './api-tokens.ts';
import { ApiTokenStore } from './api-token-store.ts';

const startMs = 1_700_000_000_000;
const day = 86_400;

describe('API tokens', () => {
  let nowMs: number;
  let database: DatabaseSync;
  let tokens: ApiTokens;

  beforeEach(() => {
    nowMs = startMs;
    database = new DatabaseSync(':memory:');
    const clock = { now: () => nowMs, delay: () => Promise.resolve() };
    tokens = new ApiTokens({ store: new ApiTokenStore(database), clock, log: createLog('test', 'silent') });
  });
  afterEach(() => database.close());

  const asked = (more: Partial<AskedApiToken> = {}): AskedApiToken => ({
    ...{ name: 'nagios', scope: 'read', ttlSeconds: day, createdBy: 'operator/anne' },
    ...more,
  });
  const codeOf = (token: string) => {
    const bearer = tokens.bearerOf(token);
    return bearer instanceof HapyError ? bearer.code : bearer.role;
  };
  const throwsCode = (code: string, work: () => unknown) =>
    assert.throws(work, (error) => error instanceof HapyError && error.code === code);

  it('make of their bearer a role and a name', () => {
    const read = tokens.create(asked());
    const operate = tokens.create(asked({ name: 'zephir', scope: 'operate' }));
    assert.deepEqual(tokens.bearerOf(read.token), {
      ...{ role: 'token-reader', name: 'token:nagios', expiresAtMs: startMs + day * 1000 },
    });
    assert.equal(codeOf(operate.token), 'token-operator');
  });

  it('are kept as a digest alone', () => {
    const { token } = tokens.create(asked());
    const { secret = '' } = parseApiToken(token) ?? {};
    const rows = JSON.stringify(database.prepare('SELECT * FROM api_token').all(), (_, value: unknown) =>
      value instanceof Uint8Array ? `${Buffer.from(value).toString('latin1')}` : value,
    );
    assert.equal(secret.length, 43);
    assert.ok(!rows.includes(secret) && !rows.includes(Buffer.from(secret, 'base64url').toString('latin1')));
    assert.ok(!JSON.stringify(tokens.list()).includes(secret));
  });

  it('count until their end, and not after a revocation', () => {
    const expiring = tokens.create(asked({ ttlSeconds: 60 }));
    const revoked = tokens.create(asked({ name: 'zephir' }));
    assert.equal(tokens.revoke(revoked.tokenId), 'zephir');
    assert.equal(tokens.revoke(revoked.tokenId), 'zephir');
    assert.equal(codeOf(revoked.token), 'HAPY-E764');
    nowMs += 59_999;
    assert.equal(codeOf(expiring.token), 'token-reader');
    nowMs += 1;
    assert.equal(codeOf(expiring.token), 'HAPY-E763');
    assert.deepEqual(
      tokens.list().map(({ name, state }) => [name, state]),
      [
        ['zephir', 'revoked'],
        ['nagios', 'expired'],
      ],
    );
    throwsCode('HAPY-E769', () => tokens.revoke('00'));
  });

  it('tell nothing to whoever has another secret, not even that they were revoked', () => {
    const { token, tokenId } = tokens.create(asked());
    const other = formatApiToken({ tokenId, secret: 'A'.repeat(43) });
    assert.equal(codeOf(other), 'HAPY-E762');
    tokens.revoke(tokenId);
    assert.equal(codeOf(other), 'HAPY-E762');
    for (const wrong of ['', 'hapy_', token.slice(0, -1), `${token}x`, token.toUpperCase(), "' OR 1=1 --"])
      assert.equal(codeOf(wrong), 'HAPY-E762', wrong);
  });

  it('have a name of their own while they count', () => {
    const first = tokens.create(asked());
    throwsCode('HAPY-E765', () => tokens.create(asked()));
    tokens.revoke(first.tokenId);
    tokens.create(asked({ ttlSeconds: 60 }));
    nowMs += 60_000;
    tokens.create(asked());
    assert.equal(tokens.list().length, 3);
  });

  it('are refused with a name, a scope or a time that cannot be, and when there are too many', () => {
    for (const more of [
      ...[{ name: '' }, { name: 'a b' }, { name: 'é' }, { name: 'x'.repeat(64) }, { name: '../x' }],
      ...[{ scope: '' }, { scope: 'admin' }, { ttlSeconds: 59 }, { ttlSeconds: 367 * day }],
    ])
      throwsCode('HAPY-E766', () => tokens.create(asked(more)));
    for (let number = 0; number < 100; number += 1) tokens.create(asked({ name: `n${number}` }));
    throwsCode('HAPY-E770', () => tokens.create(asked()));
  });

  it('live 90 days when nobody says otherwise, and are forgotten a month after their end', () => {
    const { expiresAtMs } = tokens.create(asked({ ttlSeconds: 0 }));
    assert.equal(expiresAtMs, startMs + 90 * day * 1000);
    nowMs = expiresAtMs + 30 * day * 1000;
    tokens.create(asked({ name: 'other' }));
    assert.equal(tokens.list().length, 2);
    nowMs += 1;
    tokens.create(asked({ name: 'another' }));
    assert.deepEqual(
      tokens.list().map(({ name }) => name),
      ['another', 'other'],
    );
  });

  it('say when they were used last, to the minute', () => {
    const { token } = tokens.create(asked());
    const used = () => tokens.list()[0]?.lastUsedAtMs;
    assert.equal(used(), 0);
    tokens.bearerOf(token);
    assert.equal(used(), startMs);
    nowMs += 59_000;
    tokens.bearerOf(token);
    assert.equal(used(), startMs);
    nowMs += 1_000;
    tokens.bearerOf(token);
    assert.equal(used(), nowMs);
  });
});
