import assert from 'node:assert/strict';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { type ErrorCode, errorTable } from '../services/base/errors/table.ts';
import { toProblem } from './problem.ts';

describe('a problem', () => {
  it('is made of every error that there is: with its code, a status of failure, and words in both languages', () => {
    const codes = Object.keys(errorTable) as ErrorCode[];
    assert.ok(codes.length > 100, `${codes.length} codes`);
    for (const code of codes) {
      for (const origin of ['client', 'coordinator'] as const) {
        // As it comes from the wire, with parameters that an older or newer coordinator may not send.
        const error = new HapyError(code, {});
        const french = toProblem(error, origin, 'fr');
        const english = toProblem(error, origin, 'en');
        assert.deepEqual([french.code, french.type], [code, `urn:hapy:${code}`]);
        assert.ok(french.status >= 400 && french.status < 600, `${code} ${french.status}`);
        assert.equal(french.status, english.status);
        for (const { title, next } of [french, english]) assert.ok(title !== '' && next !== '', code);
        assert.notEqual(french.title, english.title, code);
      }
    }
  });
});
