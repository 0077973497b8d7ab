import assert from 'node:assert/strict';

import fc from 'fast-check';

import { cluster, nodeOf, stateOf } from '../testing/cluster-data.ts';
import { card, clusterPicture, tile } from './cluster-picture.ts';
import { nodeStandings } from './node-standing.ts';

const pictureWith = (count: number, narrow: boolean) =>
  clusterPicture(
    nodeStandings(
      Array.from({ length: count }, (_, index) => nodeOf(index)),
      cluster,
    ),
    narrow,
  );

describe('the picture of the cluster', () => {
  it('draws a line from the leader to each follower, broken where one does not hear it', () => {
    const deaf = nodeOf(2, { state: stateOf(2, { term: 6 }) });
    const { lines } = clusterPicture(nodeStandings([nodeOf(0), nodeOf(1), deaf], cluster));
    assert.deepEqual(
      lines.map(({ to, tone }) => `${to} ${tone}`),
      ['hapy2 good', 'hapy3 error'],
    );
  });

  it('never lays one node on another, nor outside', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.boolean(), (count, narrow) => {
        const { form, width, height, nodes } = pictureWith(count, narrow);
        const size = form === 'ring' ? card : tile;
        assert.equal(nodes.length, count);
        for (const [at, { x, y }] of nodes.entries()) {
          assert.ok(x - size.width / 2 >= 0 && x + size.width / 2 <= width, `${count}: x of ${at}`);
          assert.ok(y - size.height / 2 >= 0 && y + size.height / 2 <= height, `${count}: y of ${at}`);
          for (const other of nodes.slice(at + 1)) {
            const apart = Math.abs(other.x - x) >= size.width || Math.abs(other.y - y) >= size.height;
            assert.ok(apart, `${count}: ${at} lies on ${other.name}`);
          }
        }
      }),
    );
  });
});
