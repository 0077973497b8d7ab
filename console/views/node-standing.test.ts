import assert from 'node:assert/strict';

import { cluster, nodeOf, stateOf } from '../testing/cluster-data.ts';
import { nodeStandings } from './node-standing.ts';

describe('how a node stands', () => {
  it('tells who leads, who hears it and how far each is behind', () => {
    const late = stateOf(2, { logIndex: 11 });
    const [first, second, third] = nodeStandings([nodeOf(0), nodeOf(1), nodeOf(2, { state: late })], cluster);
    assert.deepEqual(
      [first?.leads, first?.holdsVip, first?.hears, first?.lag],
      [true, true, undefined, undefined],
    );
    assert.deepEqual(
      [second?.state, second?.hears, second?.lag, second?.tone],
      ['node.follower', true, 0, 'good'],
    );
    assert.deepEqual([third?.hears, third?.lag], [true, 3]);
  });

  it('hears nobody with another term, as a candidate, or without an answer', () => {
    const stopped = { ...stateOf(2), oned: { process: 'stopped' as const, version: '', raft: undefined } };
    const [, old, candidate, mute] = nodeStandings(
      [
        nodeOf(0),
        nodeOf(1, { state: stateOf(1, { term: 6 }) }),
        nodeOf(2, { state: stateOf(2, { state: 'candidate', term: 8 }) }),
        nodeOf(3, { state: stopped }),
      ],
      cluster,
    );
    assert.deepEqual([old?.hears, candidate?.hears, mute?.hears], [false, false, false]);
    assert.deepEqual([candidate?.tone, mute?.tone, mute?.state], ['warning', 'error', 'node.stopped']);
  });

  it('says nothing about hearing where nobody leads', () => {
    const led = { ...cluster, leader: '' };
    const standings = nodeStandings(
      [nodeOf(0, { state: stateOf(0, { state: 'candidate' }) }), nodeOf(1)],
      led,
    );
    assert.deepEqual(
      standings.map(({ hears, lag }) => [hears, lag]),
      [
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });

  it('sees a leader that the others do not follow as an error, and an unreachable node as unknown', () => {
    const stale = stateOf(1, { state: 'leader', term: 6 });
    const bare = { ...nodeOf(2, { reachable: false }) };
    delete bare.state;
    const [, second, third] = nodeStandings([nodeOf(0), nodeOf(1, { state: stale }), bare], cluster);
    assert.deepEqual([second?.state, second?.tone], ['node.leader', 'error']);
    assert.deepEqual([third?.state, third?.tone, third?.term], ['node.silent', 'error', undefined]);
  });

  it('keeps index order, whatever order the answer has', () => {
    const standings = nodeStandings([nodeOf(2), nodeOf(0), nodeOf(1)], cluster);
    assert.deepEqual(
      standings.map(({ name }) => name),
      ['hapy1', 'hapy2', 'hapy3'],
    );
  });
});
