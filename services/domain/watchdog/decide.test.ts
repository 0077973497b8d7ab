import assert from 'node:assert/strict';

import { decide, deedOf, leadsProvably, type Sight } from './decide.ts';

/**
 * One sample as a line: "holds; own follower 5; peers 1 leader 5, 2 follower 5; of 3; last 4". What is left out is
 * that of a member that does not hold the address, with nobody else at it.
 */
function sightOf(line: string): Sight {
  const parts = line.split('; ');
  const about = (word: string) => parts.find((part) => part.startsWith(`${word} `))?.slice(word.length + 1);
  const [state = '', term = ''] = (about('own') ?? 'silent').split(' ');
  const own =
    state === 'silent'
      ? { is: 'silent' }
      : state === 'gone'
        ? { is: 'gone', forMs: Number(term) }
        : { is: 'answering', serverId: 0, state, term: Number(term) };
  const peers = (about('peers') ?? '').split(', ').filter((peer) => peer !== '');
  return {
    guard: about('guard') ?? 'member',
    holds: parts.includes('holds'),
    own,
    servers: Number(about('of') ?? 3),
    peers: peers.map((peer) => {
      const [serverId, role, at] = peer.split(' ');
      return { serverId: Number(serverId), state: role, term: Number(at) };
    }),
    lastTerm: Number(about('last') ?? 0),
    taken: parts.includes('taken'),
  } as Sight;
}

/** What each sample says, with the one word that makes the difference. */
const table: Readonly<Record<string, 'remove' | 'add' | 'nothing'>> = {
  // A leader that was killed, and whose successor stands.
  'holds; own gone 3000; peers 1 leader 5, 2 follower 5': 'remove',
  'holds; own gone 2999; peers 1 leader 5, 2 follower 5': 'nothing',
  'holds; own gone 9000; peers 1 leader 5': 'nothing',
  'holds; own gone 9000; peers 1 leader 5, 2 follower 4': 'nothing',
  'holds; own gone 9000; peers 1 leader 5, 2 candidate 5': 'nothing',
  'holds; own gone 9000; peers 1 leader 5, 1 follower 5': 'nothing',
  'holds; own gone 9000; peers 1 follower 5, 2 follower 5': 'nothing',
  'holds; own gone 9000; peers 1 leader 5, 2 follower 5; last 5': 'remove',
  'holds; own gone 9000; peers 1 leader 5, 2 follower 5; last 6': 'nothing',
  'holds; own gone 9000; peers 1 leader 5, 2 follower 5; of 5': 'nothing',
  'holds; own gone 9000; peers 1 leader 5, 2 follower 5, 3 follower 5; of 5': 'remove',
  'holds; own gone 9000; peers 1 leader 5, 2 follower 5; of 4': 'nothing',
  'holds; own gone 9000; peers 1 leader 4, 2 leader 5, 3 follower 5; of 3': 'remove',
  'own gone 9000; peers 1 leader 5, 2 follower 5': 'nothing',
  // One that was deposed and knows it: its own word counts towards the majority.
  'holds; own follower 5; peers 1 leader 5': 'remove',
  'holds; own candidate 5; peers 1 leader 5': 'nothing',
  'holds; own candidate 6; peers 1 leader 5, 2 follower 5; last 5': 'remove',
  'holds; own follower 4; peers 1 leader 5': 'nothing',
  // One that still says LEADER, runs alone or hangs keeps what it has.
  'holds; own leader 4; peers 1 leader 5, 2 follower 5': 'nothing',
  'holds; own solo 0; peers 1 leader 5, 2 follower 5': 'nothing',
  'holds; own silent; peers 1 leader 5, 2 follower 5': 'nothing',
  // The true leader, from which something has flushed the address.
  'own leader 5; peers 1 follower 5': 'add',
  'own leader 5; peers 1 follower 5; taken': 'nothing',
  'own leader 5; peers 1 follower 5; of 5': 'nothing',
  'own leader 5; peers 1 follower 5, 2 follower 5; of 5': 'add',
  'own leader 5; peers 1 follower 4': 'nothing',
  'own leader 5; peers 1 candidate 5': 'nothing',
  'own leader 5; peers 1 follower 5, 2 leader 6': 'nothing',
  'own leader 5; peers 1 follower 5, 2 leader 5': 'nothing',
  'own leader 5; peers 1 follower 5, 2 leader 4': 'add',
  'own leader 5; peers 1 follower 5, 2 follower 6': 'add',
  'own leader 5': 'nothing',
  'own follower 5; peers 1 follower 5': 'nothing',
  'own solo 5; peers 1 follower 5': 'nothing',
  'holds; own leader 5; peers 1 follower 5': 'nothing',
  // Where nothing may be touched.
  'own leader 5; guard held; peers 1 follower 5': 'nothing',
  'holds; own gone 9000; guard solo; peers 1 leader 5, 2 follower 5': 'nothing',
  'own leader 5; of 1': 'nothing',
  'own leader 5; of 2; peers 1 follower 5': 'add',
};

describe('what the watchdog makes of one sample', () => {
  for (const [line, deed] of Object.entries(table)) {
    it(`${deed}: ${line}`, () => {
      const sight = sightOf(line);
      assert.equal(deedOf(sight), deed);
      assert.equal(decide(undefined, sight), 'nothing', 'one sample is none');
      assert.equal(decide(sight, sight), deed);
    });
  }

  it('waits for a second sample that says the same', () => {
    const gone = sightOf('holds; own gone 9000; peers 1 leader 5, 2 follower 5');
    const led = sightOf('own leader 5; peers 1 follower 5');
    assert.equal(decide(led, gone), 'nothing');
    assert.equal(decide(gone, led), 'nothing');
  });

  it('looks closely at a holder until it provably leads', () => {
    assert.ok(leadsProvably(sightOf('holds; own leader 5; peers 1 follower 5')));
    assert.ok(!leadsProvably(sightOf('holds; own leader 5')));
    assert.ok(!leadsProvably(sightOf('holds; own follower 5; peers 1 follower 5')));
    assert.ok(!leadsProvably(sightOf('holds; own silent; peers 1 follower 5, 2 follower 5')));
  });
});
