import assert from 'node:assert/strict';

import { sixWords } from './six-words.ts';

describe('six words', () => {
  it('are always the same for the same root and key', () => {
    // SHA-256 of "rootkey" begins with the 66 bits that these words stand for.
    const words = sixWords(Buffer.from('root'), Buffer.from('key'));
    assert.equal(words, sixWords(Buffer.from('root'), Buffer.from('key')));
    assert.equal(words, 'cellule soulever volcan éruption pirogue murmure');
  });

  it('are six, composed, and others for another key or root', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 200; i += 1) {
      const words = sixWords(Buffer.from(`root${i % 2}`), Buffer.from(`key${i}`));
      assert.match(words, /^\p{Ll}{4,8}( \p{Ll}{4,8}){5}$/u);
      assert.equal(words, words.normalize('NFC'));
      seen.add(words);
    }
    assert.equal(seen.size, 200);
  });
});
