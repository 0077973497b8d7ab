import assert from 'node:assert/strict';

import { ModelWorld } from '../../test/doubles/model-world.ts';
import { specOf } from '../../test/doubles/spec-of.ts';
import { hostPartOf, isServerOf } from './server-identity.ts';
import { leaderOf, Snapshot } from './snapshot.ts';
import { planCluster } from './plan-cluster.ts';
import type { NodeState } from './observed.ts';

function formed(count: number): ModelWorld {
  const world = new ModelWorld(specOf(count), { instantiated: true });
  for (const action of planCluster(world.spec, world.observe(), world.nowMs).actions) world.apply(action);
  return world;
}

const claims = (term: number) => (state: NodeState) =>
  ({ ...state, oned: { ...state.oned, raft: { ...state.oned.raft!, state: 'leader', term } } }) as NodeState;

describe('the leader', () => {
  it('is the one that a majority follows at its term', () => {
    const world = formed(3);
    assert.equal(leaderOf(world.spec, world.observe()), 'hapy1');
  });

  it('is nobody when only a minority is at its term: a cut-off leader says LEADER for ever (fact 9)', () => {
    const world = formed(5);
    for (const name of ['hapy3', 'hapy4', 'hapy5']) world.silent.add(name);
    assert.equal(leaderOf(world.spec, world.observe()), undefined);
  });

  it('is not an old leader whose term the majority has left', () => {
    const world = formed(3);
    world.traps.set('hapy1', claims(0));
    assert.equal(leaderOf(world.spec, world.observe()), undefined);
  });

  it('is not a server that its own pool does not name (fact 11)', () => {
    const world = formed(3);
    world.traps.set('hapy1', (state) => ({
      ...state,
      zone: { ...state.zone!, servers: state.zone!.servers.slice(1) },
    }));
    assert.equal(leaderOf(world.spec, world.observe()), undefined);
  });
});

describe('the identity of a server', () => {
  const node = { name: 'hapy1', fqdn: 'hapy1.ac-test.fr', address: '10.77.0.11' };

  it('is its name, or the host part of its endpoint in any of the forms that are written', () => {
    for (const endpoint of [
      'http://10.77.0.11:2633/RPC2',
      'http://hapy1.ac-test.fr/RPC2',
      'http://HAPY1:2633/',
    ]) {
      assert(isServerOf(node, { id: 0, name: 'server-0', endpoint }), endpoint);
    }
    assert(isServerOf(node, { id: 0, name: 'hapy1.ac-test.fr', endpoint: 'http://192.0.2.1/RPC2' }));
    assert(!isServerOf(node, { id: 0, name: 'server-0', endpoint: 'http://10.77.0.12:2633/RPC2' }));
  });

  it('has no host part when the endpoint is no address', () => {
    assert.equal(hostPartOf('localhost'), '');
  });

  it('sorts a pool by node and keeps the strangers apart', () => {
    const world = formed(3);
    const snapshot = new Snapshot(world.spec, world.observe());
    const servers = [
      ...snapshot.leaderZone!.servers,
      { id: 9, name: 'x', endpoint: 'http://192.0.2.9/RPC2' },
    ];
    const pool = snapshot.poolOf(servers);
    assert.deepEqual([...pool.entries.keys()], ['hapy1', 'hapy2', 'hapy3']);
    assert.deepEqual(
      pool.foreign.map((server) => server.id),
      [9],
    );
  });
});
