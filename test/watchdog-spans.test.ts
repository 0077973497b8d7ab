import assert from 'node:assert/strict';

import { type Sample, spansOf } from './watchdog/spans.ts';

/** `300 hapy1+hapy2 hapy1:leader:4 hapy2:follower:4`: at that millisecond, who has the address and who says what. */
function sampleOf(line: string): Sample {
  const [atMs, holders = '', ...said] = line.split(' ');
  return {
    atMs: Number(atMs),
    holders: holders === '-' ? [] : holders.split('+'),
    said: new Map(
      said.map((words) => {
        const [node = '', state, term] = words.split(':');
        return [node, { state: state as 'leader', term: Number(term) }] as const;
      }),
    ),
  };
}

const spans = (...lines: string[]) => spansOf(lines.map(sampleOf), 3);

describe('how long the virtual address stood where', () => {
  it('counts two holders from when a majority is at the new leader’s term', () => {
    assert.deepEqual(
      spans(
        '1000 hapy1 hapy2:follower:4 hapy3:follower:4',
        '6000 hapy1+hapy2 hapy2:leader:5 hapy3:follower:4',
        '6100 hapy1+hapy2 hapy2:leader:5 hapy3:follower:5',
        '6900 hapy2 hapy2:leader:5 hapy3:follower:5',
        '7000 hapy2 hapy2:leader:5 hapy3:follower:5',
      ),
      { ledAfterMs: 5100, noneMs: 0, twoMs: 900, twoSinceLedMs: 800, rightAfterMs: 5900 },
    );
  });

  it('counts nobody, and says that it was never right', () => {
    assert.deepEqual(
      spans('0 - hapy1:leader:4 hapy2:follower:4', '2000 - hapy1:leader:4 hapy2:follower:4', '2500 hapy2'),
      { ledAfterMs: 0, noneMs: 2500, twoMs: 0, twoSinceLedMs: 0, rightAfterMs: undefined },
    );
  });
});
