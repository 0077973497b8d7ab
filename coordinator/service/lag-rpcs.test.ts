import assert from 'node:assert/strict';

import { tableOf } from './lag-rpcs.ts';

const samples = [
  { atMs: 1, lags: new Map([['gone', 5]]) },
  { atMs: 2, lags: new Map([...([['hapy3', 2 ** 40]] as const), ...([['hapy2', 1]] as const)]) },
  { atMs: 3, lags: new Map([['hapy2', 0]]) },
];

describe('the lags on the wire', () => {
  it('have a column for each node, in the order of the newest, and -1 where nothing is known', () => {
    assert.deepEqual(tableOf(samples, false), {
      nodes: ['hapy2', 'hapy3', 'gone'],
      samples: [
        { atMs: 1n, most: 5, lags: [-1, -1, 5] },
        { atMs: 2n, most: 2 ** 31 - 1, lags: [1, 2 ** 31 - 1, -1] },
        { atMs: 3n, most: 0, lags: [0, -1, -1] },
      ],
    });
  });

  it('are only the most of each moment for whoever asks briefly', () => {
    const { nodes, samples: told } = tableOf(samples, true);
    assert.deepEqual([nodes, told[0]], [[], { atMs: 1n, most: 5, lags: [] }]);
  });
});
