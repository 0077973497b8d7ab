import assert from 'node:assert/strict';

import { fingerprintOf } from './fingerprint.ts';

describe('fingerprintOf', () => {
  it('is FNV-1a 64 of its authors’ test vectors', () => {
    // http://www.isthe.com/chongo/tech/comp/fnv, the vectors of fnv64a.
    assert.equal(fingerprintOf(''), 'cbf29ce484222325');
    assert.equal(fingerprintOf('a'), 'af63dc4c8601ec8c');
    assert.equal(fingerprintOf('foobar'), '85944171f73967e8');
  });
});
