import assert from 'node:assert/strict';

import { adoptServer } from './adopt-server.ts';
import { dropVip } from './drop-vip.ts';
import { fakeContext, fakePorts } from './fake-ports.ts';
import { instantiate } from './instantiate.ts';
import { resetZoneServer } from './reset-zone-server.ts';

const mutation = undefined;
const endpoint = 'http://10.1.2.12:2633/RPC2';
const address = '10.1.2.10';

describe('taking charge of a server that was made by hand', () => {
  const request = { mutation, clusterId: 'c1', serverId: 2, vipAddress: address };

  function byHand() {
    const ports = fakePorts();
    const { helper } = ports;
    const configuration = {
      serverId: 2,
      leaderHook: `leader eth1 ${address}/20`,
      followerHook: `follower eth1 ${address}/20`,
      electionTimeoutMs: 2500,
      monitorAddress: 'auto',
    };
    helper.facts = { ...helper.facts, configuration };
    return ports;
  }

  it('tells the guard what stands in its oned.conf, and touches neither that file nor oned', async () => {
    const ports = byHand();
    assert.deepEqual(await adoptServer(ports).run(request, fakeContext()), {});
    const keys = { vipAddress: address, vipPrefixLength: 20, vipInterface: 'eth1' };
    const kept = { ...keys, electionTimeoutMs: 2500, monitorAddress: '' };
    assert.deepEqual(
      ports.helper.calls.map((call) => JSON.parse(call.replace('identity ', '')) as unknown),
      [{ state: 'member', clusterId: 'c1', serverId: 2, keys: kept }],
    );
  });

  it('has nothing to do the second time', async () => {
    const ports = byHand();
    ports.helper.facts = { ...ports.helper.facts, guard: { state: 'member', clusterId: 'c1', serverId: 2 } };
    assert.deepEqual(await adoptServer(ports).run(request, fakeContext()), { already: 'true' });
    assert.deepEqual(ports.helper.calls, []);
  });

  it('refuses what is not as the zone says, and a server that somebody keeps stopped', async () => {
    const wrong = [
      [{ ...request, serverId: 1 }, 'free', 'HAPY-E592'],
      [{ ...request, vipAddress: '10.1.2.99' }, 'free', 'HAPY-E592'],
      [{ ...request, clusterId: '' }, 'free', 'HAPY-E300'],
      [request, 'held', 'HAPY-E591'],
      [request, 'unreadable', 'HAPY-E591'],
    ] as const;
    for (const [asked, state, code] of wrong) {
      const ports = byHand();
      ports.helper.facts = { ...ports.helper.facts, guard: { state, clusterId: '', serverId: -1 } };
      await assert.rejects(adoptServer(ports).run(asked, fakeContext()), { code });
      assert.deepEqual(ports.helper.calls, []);
    }
  });
});

describe('a virtual address that an election has left behind', () => {
  it('goes from a node that does not lead, whether or not its oned answers', async () => {
    const following = fakePorts();
    following.oned.raft = { ...following.oned.raft, state: 'follower' };
    const silent = fakePorts();
    silent.oned.raftStatus = () => Promise.reject(new Error('refused'));
    for (const ports of [following, silent]) {
      await dropVip(ports).run({ mutation, address }, fakeContext());
      assert.deepEqual(ports.helper.calls, ['drop-vip']);
    }
  });

  it('stays where oned leads', async () => {
    const ports = fakePorts();
    await assert.rejects(dropVip(ports).run({ mutation, address }, fakeContext()), { code: 'HAPY-E590' });
    assert.deepEqual(ports.helper.calls, []);
  });
});

describe('making the leader count a follower anew', () => {
  it('is asked for that very server, and followed by a record that changes nothing', async () => {
    const ports = fakePorts();
    ports.oned.servers = [{ id: 1, name: 'hapy2', endpoint }];
    await resetZoneServer(ports).run({ mutation, serverId: 1, endpoint }, fakeContext());
    assert.deepEqual(ports.oned.writes, ['resetServer', 'writeNothing']);
  });

  it('is refused for an id that is nobody’s or another’s, and where oned does not lead', async () => {
    const asked = { mutation, serverId: 1, endpoint };
    const empty = fakePorts();
    const other = fakePorts();
    other.oned.servers = [{ id: 1, name: 'hapy3', endpoint: 'http://10.1.2.13:2633/RPC2' }];
    for (const ports of [empty, other])
      await assert.rejects(resetZoneServer(ports).run(asked, fakeContext()), { code: 'HAPY-E407' });
    const follower = fakePorts();
    follower.oned.raft = { ...follower.oned.raft, state: 'follower' };
    await assert.rejects(resetZoneServer(follower).run(asked, fakeContext()), { code: 'HAPY-E405' });
    for (const ports of [empty, other, follower]) assert.deepEqual(ports.oned.writes, []);
  });
});

describe('EOLE’s instance', () => {
  it('that ends badly says with what', async () => {
    const ports = fakePorts();
    ports.helper.facts = { ...ports.helper.facts, instanceDone: false };
    ports.helper.endWith = {
      status: 'finished',
      error: { code: 'HAPY-E350', parameters: { program: 'instance' } },
    };
    await assert.rejects(instantiate(ports).run({ mutation }, fakeContext()), { code: 'HAPY-E350' });
    assert.deepEqual(ports.helper.calls, ['instance']);
  });
});
