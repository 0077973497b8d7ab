import assert from 'node:assert/strict';

import { formed } from '../../test/simulation/stories.ts';
import { driftedKeysOf, isAdoptable, keysToPutInPlace, timeoutsClash } from './drifted-keys.ts';
import type { NodeState } from './observed.ts';
import { Snapshot } from './snapshot.ts';

/** What differs on a node from a formed cluster of three. */
type Change = (state: NodeState) => NodeState;

const node = 'hapy2';

/** A formed cluster in which some nodes are changed. */
function snapshotOf(changes: Readonly<Record<string, Change>> = {}): Snapshot {
  const world = formed(3);
  const reports = world.observe().reports.map((report) => {
    const { state } = report;
    const change = changes[report.node];
    return state === undefined || change === undefined ? report : { ...report, state: change(state) };
  });
  return new Snapshot(world.spec, { reports });
}

function stateIn(snapshot: Snapshot, name = node): NodeState {
  const state = snapshot.state(name);
  assert.ok(state !== undefined);
  return state;
}

const withConfiguration =
  (given: Partial<NodeState['configuration']>): Change =>
  (state) => ({ ...state, configuration: { ...state.configuration, ...given } });
const withGuard =
  (given: Partial<NodeState['guard']>): Change =>
  (state) => ({ ...state, guard: { ...state.guard, ...given } });
const free = withGuard({ state: 'free', clusterId: '', serverId: -1 });

const vip = snapshotOf().spec.vip.address;

describe('the keys of ours that say something else', () => {
  /** By what the node's files say, which keys are named. */
  const cases: readonly (readonly [string, Partial<NodeState['configuration']>, readonly string[]])[] = [
    ['nothing else', {}, []],
    ['another id', { serverId: 0 }, ['SERVER_ID']],
    ['no leader hook', { leaderHook: '' }, ['RAFT_LEADER_HOOK']],
    ['the hooks’ roles the wrong way round', { leaderHook: `follower eth0 ${vip}/24` }, ['RAFT_LEADER_HOOK']],
    ['another address', { leaderHook: 'leader eth0 10.9.9.9/24' }, ['RAFT_LEADER_HOOK']],
    ['one like it', { leaderHook: `leader eth0 ${vip.replaceAll('.', '1')}/24` }, ['RAFT_LEADER_HOOK']],
    ['a word before', { leaderHook: `x leader eth0 ${vip}/24` }, ['RAFT_LEADER_HOOK']],
    ['no prefix', { leaderHook: `leader eth0 ${vip}` }, ['RAFT_LEADER_HOOK']],
    ['no prefix that is a number', { leaderHook: `leader eth0 ${vip}/x` }, ['RAFT_LEADER_HOOK']],
    ['a word behind', { leaderHook: `leader eth0 ${vip}/24 x` }, ['RAFT_LEADER_HOOK']],
    ['two interfaces', { leaderHook: `leader eth0 eth1 ${vip}/24` }, ['RAFT_LEADER_HOOK']],
    ['an interface that is not there', { leaderHook: `leader eth9 ${vip}/24` }, ['RAFT_LEADER_HOOK']],
    ['no follower hook', { followerHook: '' }, ['RAFT_FOLLOWER_HOOK']],
    ['the leader’s hook', { followerHook: `leader eth0 ${vip}/24` }, ['RAFT_FOLLOWER_HOOK']],
    ['another time-out that nobody else has', { electionTimeoutMs: 9000 }, []],
    ['another monitor address', { monitorAddress: '10.9.9.9' }, ['MONITOR_ADDRESS']],
    ['no monitor address', { monitorAddress: '' }, []],
    [
      'all of it',
      { serverId: 5, leaderHook: '', followerHook: '', monitorAddress: 'auto' },
      ['SERVER_ID', 'RAFT_LEADER_HOOK', 'RAFT_FOLLOWER_HOOK', 'MONITOR_ADDRESS'],
    ],
  ];
  for (const [what, configuration, keys] of cases) {
    it(`are ${keys.join(', ') || 'none'} where the files say ${what}`, () => {
      const snapshot = snapshotOf({ [node]: withConfiguration(configuration) });
      assert.deepEqual(driftedKeysOf(stateIn(snapshot), snapshot), keys);
      assert.deepEqual(driftedKeysOf(stateIn(snapshot, 'hapy3'), snapshot), []);
    });
  }

  it('are nobody’s who is no member of this cluster', () => {
    for (const change of [free, withGuard({ state: 'held' }), withGuard({ clusterId: 'another' })]) {
      const wrong = withConfiguration({ serverId: 5 });
      const snapshot = snapshotOf({ [node]: (state) => change(wrong(state)) });
      assert.deepEqual(driftedKeysOf(stateIn(snapshot), snapshot), []);
    }
  });

  it('are none of a node that the cluster does not name', () => {
    const snapshot = snapshotOf();
    const stranger = { ...withConfiguration({ serverId: 5 })(stateIn(snapshot)), node: 'hapy9' };
    assert.deepEqual(driftedKeysOf(stranger, snapshot), []);
  });

  it('are the time-outs of those that have not their own, once two members have the same', () => {
    const first = stateIn(snapshotOf(), 'hapy1').configuration.electionTimeoutMs;
    const alike = snapshotOf({ [node]: withConfiguration({ electionTimeoutMs: first }) });
    assert.equal(timeoutsClash(alike), true);
    assert.deepEqual(driftedKeysOf(stateIn(alike), alike), ['ELECTION_TIMEOUT_MS']);
    assert.deepEqual(driftedKeysOf(stateIn(alike, 'hapy1'), alike), []);
    assert.equal(timeoutsClash(snapshotOf()), false);
  });

  it('are no time-outs where the one that has the same is no member', () => {
    const first = stateIn(snapshotOf(), 'hapy1').configuration.electionTimeoutMs;
    const same = withConfiguration({ electionTimeoutMs: first });
    const snapshot = snapshotOf({ hapy3: (state) => free(same(state)) });
    assert.equal(timeoutsClash(snapshot), false);
  });
});

describe('a server that nobody has taken charge of', () => {
  const wrong = withConfiguration({ serverId: 5, followerHook: '' });
  const put = (change: Change) => {
    const snapshot = snapshotOf({ [node]: change });
    return keysToPutInPlace(stateIn(snapshot), snapshot);
  };

  it('has keys to put in place, as its place in the zone says', () => {
    assert.deepEqual(
      put((state) => free(wrong(state))),
      ['SERVER_ID', 'RAFT_FOLLOWER_HOOK'],
    );
    assert.deepEqual(put(free), []);
  });

  it('has none while it is somebody’s, runs alone, does not answer, or thinks it is another', () => {
    const raftIs =
      (given: Partial<NonNullable<NodeState['oned']['raft']>> | undefined): Change =>
      (state) => {
        const { raft } = state.oned;
        assert.ok(raft !== undefined);
        const next = given === undefined ? undefined : { ...raft, ...given };
        return { ...state, oned: { ...state.oned, raft: next } };
      };
    const refused: readonly Change[] = [
      withGuard({ state: 'held' }),
      withGuard({ state: 'solo' }),
      (state) => free(raftIs({ state: 'solo' })(state)),
      (state) => free(raftIs(undefined)(state)),
      (state) => free(raftIs({ serverId: 0 })(state)),
    ];
    for (const change of refused) {
      const snapshot = snapshotOf({ [node]: (state) => wrong(change(state)) });
      assert.equal(isAdoptable(stateIn(snapshot), snapshot), false);
      assert.deepEqual(keysToPutInPlace(stateIn(snapshot), snapshot), []);
    }
  });

  it('has none where the zone has no place for it', () => {
    const snapshot = snapshotOf();
    const stranger = { ...free(wrong(stateIn(snapshot))), node: 'hapy9' };
    assert.deepEqual(keysToPutInPlace(stranger, snapshot), []);
  });

  it('will have the time-out of its index, where it would clash as a member', () => {
    const first = stateIn(snapshotOf(), 'hapy1').configuration.electionTimeoutMs;
    const same = withConfiguration({ electionTimeoutMs: first });
    assert.deepEqual(
      put((state) => free(same(state))),
      ['ELECTION_TIMEOUT_MS'],
    );
    const others = snapshotOf({
      [node]: free,
      hapy3: (state) => withGuard({ state: 'held' })(same(state)),
    });
    assert.deepEqual(keysToPutInPlace(stateIn(others), others), []);
  });
});
