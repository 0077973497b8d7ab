import assert from 'node:assert/strict';

import { clockCases, nameOf, seenCases } from './clock-cases.ts';

describe('the cases of clocks of another day', () => {
  it('are every day that comes, and every clock that may be alone in being wrong on it', () => {
    assert.equal(clockCases.length, 4 + 4 * 3 * 4);
    const names = clockCases.map(nameOf);
    assert.equal(new Set(names).size, names.length);
    const refused = clockCases.filter(({ refusesToStart }) => refusesToStart !== undefined);
    assert.equal(refused.length, 4, 'a coordinator of yesterday, on each of the days');
  });

  it('end as was seen', () => {
    for (const [days, node, person] of seenCases) {
      const found = clockCases.find((each) => nameOf(each) === days);
      assert.deepEqual([found?.node, found?.person], [node, person], days);
    }
  });
});
