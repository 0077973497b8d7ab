import assert from 'node:assert/strict';

import { type Paged, withNewest, withOlder } from './paged-list.ts';

const from = (newest: number, oldest: number, older = ''): Paged<number> => ({
  entries: Array.from({ length: newest - oldest + 1 }, (_, at) => newest - at),
  older,
});
const told = ({ entries, older }: Paged<number>) =>
  `${entries[0]} ${entries.length} ${entries.at(-1)} ${older}`;
const itself = (entry: number) => entry;

describe('a list of the past', () => {
  const first = withNewest(undefined, from(90, 71, 'b71'), itself);
  const turned = withOlder(first, from(70, 51, 'b51'));

  it('grows into the past by a page', () => {
    assert.equal(told(first), '90 20 71 b71');
    assert.equal(told(turned), '90 40 51 b51');
    assert.equal(told(withOlder(turned, from(50, 41))), '90 50 41 ');
  });

  it('keeps what somebody has turned back to when something new comes', () => {
    assert.equal(told(withNewest(turned, from(91, 72, 'b72'), itself)), '91 41 51 b51');
    assert.equal(told(withNewest(first, from(91, 72, 'b72'), itself)), '91 21 71 b71');
  });

  it('begins anew rather than leaving a gap', () => {
    assert.equal(told(withNewest(turned, from(140, 121, 'b121'), itself)), '140 20 121 b121');
  });

  it('is empty when nothing is found any more', () => {
    assert.deepEqual(withNewest(turned, { entries: [], older: '' }, itself), { entries: [], older: '' });
  });
});
