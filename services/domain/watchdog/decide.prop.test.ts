import assert from 'node:assert/strict';

import fc from 'fast-check';

import { decide, deedOf, type PeerAnswer, type Sight } from './decide.ts';

const raftState = fc.constantFrom('solo', 'candidate', 'follower', 'leader');
const term = fc.integer({ min: 1, max: 4 });
const peer = fc.record({ serverId: fc.integer({ min: 0, max: 4 }), state: raftState, term });
const own = fc.oneof(
  fc.record({ is: fc.constant('answering' as const), serverId: fc.constant(0), state: raftState, term }),
  fc.constant({ is: 'silent' as const }),
  fc.record({ is: fc.constant('gone' as const), forMs: fc.integer({ min: 0, max: 6000 }) }),
);
const sight = fc.record({
  guard: fc.constantFrom('free', 'solo', 'member', 'held', 'unreadable'),
  holds: fc.boolean(),
  own,
  servers: fc.integer({ min: 1, max: 5 }),
  peers: fc.array(peer, { maxLength: 4 }),
  lastTerm: fc.integer({ min: 0, max: 4 }),
  taken: fc.boolean(),
}) as fc.Arbitrary<Sight>;

const isLeader = ({ state }: PeerAnswer) => state === 'leader';

function holdsFor(property: (sight: Sight) => void): void {
  fc.assert(
    fc.property(sight, (seen) => property(seen)),
    { numRuns: 5000 },
  );
}

describe('the table of the watchdog', () => {
  it('removes only what this node holds, while somebody else is seen to lead at no lower term', () => {
    holdsFor((seen) => {
      if (deedOf(seen) !== 'remove') return;
      assert.ok(seen.holds);
      assert.ok(seen.peers.some((each) => isLeader(each) && each.term >= seen.lastTerm));
    });
  });

  it('never removes the address from a server that says LEADER, is solo, hangs, or is restarting', () => {
    holdsFor((seen) => {
      if (deedOf(seen) !== 'remove') return;
      const { own: self } = seen;
      if (self.is === 'answering') assert.ok(self.state === 'follower' || self.state === 'candidate');
      else assert.ok(self.is === 'gone' && self.forMs >= 3000);
    });
  });

  it('adds only for a leader with a majority at its term, and where nobody answers at the address', () => {
    holdsFor((seen) => {
      if (deedOf(seen) !== 'add') return;
      const { own: self } = seen;
      assert.ok(!seen.holds && !seen.taken);
      assert.ok(self.is === 'answering' && self.state === 'leader');
      const level = seen.peers.filter((each) => each.term === self.term && each.state === 'follower');
      assert.ok(new Set([0, ...level.map(({ serverId }) => serverId)]).size * 2 > seen.servers);
      assert.ok(!seen.peers.some((each) => isLeader(each) && each.term >= self.term));
    });
  });

  it('does nothing without a majority of answers, and nothing unless the guard says member', () => {
    holdsFor((seen) => {
      const ids = new Set(seen.peers.map(({ serverId }) => serverId));
      if (seen.own.is === 'answering') ids.add(0);
      if (ids.size * 2 <= seen.servers || seen.guard !== 'member') assert.equal(deedOf(seen), 'nothing');
    });
  });

  it('acts on two samples that agree and never on one', () => {
    fc.assert(
      fc.property(sight, sight, (before, now) => {
        assert.equal(decide(undefined, now), 'nothing');
        const deed = decide(before, now);
        if (deed !== 'nothing') assert.deepEqual([deedOf(before), deedOf(now)], [deed, deed]);
      }),
      { numRuns: 5000 },
    );
  });

  it('lets at most one node of a zone be told to add, whatever each of them sees of one truth', () => {
    const truth = fc.array(fc.record({ state: raftState, term }), { minLength: 3, maxLength: 5 });
    fc.assert(
      fc.property(truth, fc.func(fc.boolean()), (servers, hears) => {
        // Raft elects one leader in a term.
        const led = servers.filter(({ state }) => state === 'leader').map((each) => each.term);
        fc.pre(new Set(led).size === led.length);
        const adds = servers.filter((self, id) => {
          const peers = servers.flatMap((each, peerId) =>
            peerId === id || !hears(id, peerId) ? [] : [{ serverId: peerId, ...each }],
          );
          const answering = { is: 'answering' as const, serverId: id, ...self };
          const rest = { guard: 'member', holds: false, lastTerm: 0, taken: false } as const;
          return deedOf({ ...rest, own: answering, servers: servers.length, peers }) === 'add';
        });
        assert.ok(adds.length <= 1);
      }),
      { numRuns: 5000 },
    );
  });
});
