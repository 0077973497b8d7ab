import assert from 'node:assert/strict';

import { childrenOf, integerAt, parseXml, textAt } from './bounded-xml.ts';

describe('reading XML that was not written by us', () => {
  it('reads elements, text, CDATA and the five entities', () => {
    const document = parseXml('<A><B>1 &lt; 2</B><C><![CDATA[<x>]]></C><B>3</B></A>');
    assert.equal(textAt(document, 'B'), '1 < 2');
    assert.equal(textAt(document, 'C'), '<x>');
    assert.equal(childrenOf(document, 'B').length, 2);
    assert.equal(integerAt(document, ['B'], -1), -1);
    assert.equal(integerAt(document, ['missing', 'deeper'], 7), 7);
  });

  it('refuses what could unfold, and what is not well formed', () => {
    const wrong = [
      '',
      'text',
      '<A>',
      '<A></B>',
      '<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>',
      '<!DOCTYPE A SYSTEM "file:///etc/passwd"><A/>',
      '<A>&nbsp;</A>',
      '<A>&x;</A>',
      '<A>'.repeat(50) + '</A>'.repeat(50),
    ];
    for (const text of wrong) assert.throws(() => parseXml(text), text);
  });
});
