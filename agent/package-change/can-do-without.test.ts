import assert from 'node:assert/strict';

import fc from 'fast-check';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { requireOthersSuffice, type Voter } from './can-do-without.ts';

const voter = (name: string, term: number | undefined): Voter => ({ name, term });

function refused(own: Voter, others: readonly Voter[]): boolean {
  try {
    requireOthersSuffice(own, others);
    return false;
  } catch (error) {
    assert.ok(error instanceof HapyError);
    assert.equal(error.code, 'HAPY-E390');
    return true;
  }
}

describe('changing a package on a voter', () => {
  it('goes ahead where two others of three follow', () => {
    assert.equal(refused(voter('hapy1', 4), [voter('hapy2', 4), voter('hapy3', 4)]), false);
  });

  it('is refused on one of the last two of three, and names who is silent', () => {
    assert.throws(
      () => requireOthersSuffice(voter('hapy1', 4), [voter('hapy2', 4), voter('hapy3', undefined)]),
      {
        parameters: { node: 'hapy1', left: 1, needed: 2, silent: 'hapy3' },
      },
    );
  });

  it('counts a server of another term as one that is not there', () => {
    assert.equal(refused(voter('hapy1', 4), [voter('hapy2', 4), voter('hapy3', 3)]), true);
  });

  it('goes ahead where oned is down here or alone', () => {
    assert.equal(refused(voter('hapy1', undefined), [voter('hapy2', 4), voter('hapy3', undefined)]), false);
    assert.equal(refused(voter('hapy1', 1), []), false);
  });

  it('is refused exactly where a quorum exists with this server and not without it', () => {
    const others = fc.array(fc.option(fc.constant(7), { nil: undefined }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(others, (terms) => {
        const alive = terms.filter((term) => term === 7).length;
        const quorum = (count: number) => count > (terms.length + 1) / 2;
        const names = terms.map((term, index) => voter(`hapy${index + 2}`, term));
        return refused(voter('hapy1', 7), names) === (quorum(alive + 1) && !quorum(alive));
      }),
    );
  });
});
