import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';

import fc from 'fast-check';

import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { createAuthority } from './authority.ts';
import { decodeToken, encodeToken, type JoinToken, tokenCharactersMax } from './join-token.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function refusal(text: string): string {
  try {
    decodeToken(text);
  } catch (error) {
    if (error instanceof HapyError) return error.code;
    throw error;
  }
  return 'accepted';
}

const isTokenRefusal = (code: string) => /^HAPY-E15[5-9]$/.test(code);

describe('join token', () => {
  let token: JoinToken;
  let text: string;

  before(async () => {
    const { authority } = await createAuthority({ clusterId: 'lycee-hapy', clock: systemClock });
    token = {
      tokenId: '00112233445566778899aabbccddeeff',
      clusterId: 'lycee-hapy',
      node: 'hapy2',
      coordinators: [
        { address: 'hapy1.lycee.lan', port: 2640 },
        { address: '10.0.0.1', port: 2640 },
      ],
      expiresAtMs: 1_795_470_981_740,
      rootDer: new X509Certificate(authority.rootPem).raw,
      seed: Buffer.alloc(32, 7),
    };
    text = encodeToken(token);
  });

  it('carries everything there and back', () => {
    assert.deepEqual(decodeToken(text), token);
    assert.match(text, /^hapy[A-Za-z0-9_-]+$/);
    const coordinators = fc.array(
      fc.record({ address: fc.ipV4(), port: fc.integer({ min: 0, max: 65_535 }) }, { noNullPrototype: true }),
      { minLength: 1, maxLength: 8 },
    );
    const arbitrary = fc.record(
      {
        tokenId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((id) => Buffer.from(id).toString('hex')),
        node: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,40}$/),
        expiresAtMs: fc.nat({ max: 2 ** 47 }),
        seed: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((seed) => Buffer.from(seed)),
        coordinators,
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(arbitrary, (parts) => {
        const whole = { ...token, ...parts };
        assert.deepEqual(decodeToken(encodeToken(whole)), whole);
      }),
    );
  });

  it('is accepted with the marks that pasting leaves', () => {
    const wrapped = text.replace(/.{1,64}/g, '$&\r\n');
    const forms = [
      wrapped,
      `"${text}"`,
      `'${text}'\n`,
      `« ${text} »`,
      `“${text}”`,
      `\ufeff${text}\u00a0`,
      ` \t${text}`,
    ];
    for (const pasted of forms) assert.deepEqual(decodeToken(pasted), token);
    const blanks = fc.constantFrom(' ', '\n', '\r\n', '\t', '\u00a0', '\u200b');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: text.length }), blanks), { maxLength: 20 }), (places) => {
        const pasted = places.reduce((so, [at, blank]) => so.slice(0, at) + blank + so.slice(at), text);
        assert.deepEqual(decodeToken(pasted), token);
      }),
    );
  });

  it('is refused after any change of one character', () => {
    const place = fc.nat({ max: text.length - 1 });
    const character = fc.constantFrom(...alphabet);
    const changes = fc.oneof(
      fc.tuple(place, character).map(([at, c]) => text.slice(0, at) + c + text.slice(at + 1)),
      fc.tuple(place, character).map(([at, c]) => text.slice(0, at) + c + text.slice(at)),
      place.map((at) => text.slice(0, at) + text.slice(at + 1)),
      place.map((at) => text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2)),
    );
    fc.assert(
      fc.property(changes, (changed) => {
        fc.pre(changed !== text);
        assert.ok(isTokenRefusal(refusal(changed)));
      }),
      { numRuns: 2_000 },
    );
    // Base64url's last character may hold bits that mean nothing: each of its 64 values, then.
    for (const last of alphabet) {
      const changed = text.slice(0, -1) + last;
      if (changed !== text) assert.ok(isTokenRefusal(refusal(changed)), last);
    }
  });

  it('says so when it was cut off', () => {
    assert.equal(refusal(text.slice(0, text.length / 2)), 'HAPY-E156');
    for (let length = 0; length < text.length; length += 1) {
      const code = refusal(text.slice(0, length));
      assert.equal(code, length < 8 ? 'HAPY-E155' : 'HAPY-E156', `${length} characters`);
    }
  });

  it('never crashes on any text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => `hapy${Buffer.from(bytes).toString('base64url')}`),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => `hapyAQ${Buffer.from(bytes).toString('base64url')}`),
    );
    fc.assert(fc.property(texts, (any) => assert.ok(isTokenRefusal(refusal(any)))));
    assert.equal(refusal('x'.repeat(tokenCharactersMax + 1)), 'HAPY-E159');
    assert.equal(refusal(''), 'HAPY-E155');
    assert.equal(refusal('eyJhbGciOiJIUzI1NiJ9.e30.abc'), 'HAPY-E155');
  });

  it('of another version is told apart from a damaged one', () => {
    const bytes = Buffer.from(text, 'base64url');
    bytes.writeUInt8(2, 3);
    assert.equal(refusal(bytes.toString('base64url')), 'HAPY-E158');
  });
});
