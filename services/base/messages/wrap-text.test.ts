import assert from 'node:assert/strict';

import { wrapText } from './wrap-text.ts';

describe('a line that is too long for its terminal', () => {
  it('is broken between words, and goes on a little to the right', () => {
    assert.deepEqual(wrapText('  à faire : ouvrez le port', 16), [
      '  à faire :',
      '    ouvrez le',
      '    port',
    ]);
    assert.deepEqual(wrapText('court', 40), ['court']);
    assert.deepEqual(wrapText('', 40), ['']);
    assert.deepEqual(wrapText('E712  une adresse', 14), ['E712  une', '  adresse']);
  });

  it('keeps a word whole that is wider, and stays one line where nobody looks', () => {
    assert.deepEqual(wrapText('a bcdefghij k', 5), ['a', '  bcdefghij', '  k']);
    assert.deepEqual(wrapText('a b '.repeat(100).trim(), Infinity).length, 1);
  });
});
