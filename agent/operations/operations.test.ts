import assert from 'node:assert/strict';

import type { SeedManifest } from '../../services/domain/observed.ts';
import { OnedCommand } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { addHost } from './add-host.ts';
import { addZoneServer } from './add-zone-server.ts';
import type { AgentPorts } from './agent-ports.ts';
import { configureServer } from './configure-server.ts';
import { controlOned } from './control-oned.ts';
import { fakeContext, fakePorts } from './fake-ports.ts';
import { importSeed } from './import-seed.ts';
import { instantiate } from './instantiate.ts';
import { preflight } from './preflight.ts';
import { reconfigure } from './reconfigure.ts';
import { disableHost } from './disable-host.ts';
import { removeHost } from './remove-host.ts';
import { removeZoneServer } from './remove-zone-server.ts';
import { setZoneEndpoint } from './set-zone-endpoint.ts';

const mutation = undefined;
const endpoint = 'http://10.1.2.11:2633/RPC2';

describe('changing the zone through this node’s oned', () => {
  it('adds a server once, and tells the id that the pool gave it', async () => {
    const ports = fakePorts();
    ports.oned.servers = [{ id: 4, name: 'other', endpoint: 'x' }];
    const add = () => addZoneServer(ports).run({ mutation, name: 'hapy1', endpoint }, fakeContext());
    assert.deepEqual(await add(), { server_id: '5' });
    assert.deepEqual(await add(), { server_id: '5', already: 'true' });
    assert.deepEqual(ports.oned.writes, ['addServer']);
  });

  it('knows a server again by its name or by the host of its endpoint, EOLE’s form included', async () => {
    for (const [name, endpoint] of [
      ['hapy1.test', 'http://elsewhere.test:2633/RPC2'],
      ['other', 'http://10.1.2.11/RPC2'],
      ['other', 'http://HAPY1.test/RPC2'],
      // A name that leads to the address.
      ['other', 'http://hapy1/RPC2'],
    ] as const) {
      const ports = fakePorts();
      ports.oned.servers = [{ id: 4, name, endpoint }];
      const request = { name: 'hapy1.test', endpoint: 'http://10.1.2.11:2633/RPC2' };
      const result = await addZoneServer(ports).run({ ...request, mutation: undefined }, fakeContext());
      assert.deepEqual([result['server_id'], result['already']], ['4', 'true'], endpoint);
      assert.deepEqual(ports.oned.writes, []);
      ports.oned.servers.push({ id: 5, name: 'hapy1.test', endpoint: 'http://x/RPC2' });
      const twice = addZoneServer(ports).run({ ...request, mutation: undefined }, fakeContext());
      await assert.rejects(twice, { code: 'HAPY-E406' });
    }
  });

  it('refuses to add to a pool that has the endpoint twice', async () => {
    const ports = fakePorts();
    ports.oned.servers = [0, 1].map((id) => ({ id, name: 'hapy1', endpoint }));
    await assert.rejects(addZoneServer(ports).run({ mutation, name: 'hapy1', endpoint }, fakeContext()), {
      code: 'HAPY-E406',
      parameters: { endpoint, count: 2, ids: '0, 1' },
    });
  });

  it('writes nothing where oned neither leads nor is alone', async () => {
    for (const state of ['follower', 'candidate'] as const) {
      const ports = fakePorts();
      ports.oned.raft = { ...ports.oned.raft, state };
      const context = fakeContext();
      const writes = [
        addZoneServer(ports).run({ mutation, name: 'hapy1', endpoint }, context),
        removeZoneServer(ports).run({ mutation, serverId: 0, endpoint }, context),
        setZoneEndpoint(ports).run({ mutation, endpoint }, context),
        addHost(ports).run({ mutation, name: 'hapy1', imMad: '', vmMad: '' }, context),
        removeHost(ports).run({ mutation, hostId: 0, name: 'hapy1' }, context),
        disableHost(ports).run({ mutation, hostId: 0, name: 'hapy1' }, context),
      ];
      for (const write of writes) await assert.rejects(write, { code: 'HAPY-E405' });
      assert.deepEqual(ports.oned.writes, []);
    }
  });

  it('removes the server and the host that are meant, and no other', async () => {
    const ports = fakePorts();
    const context = fakeContext();
    ports.oned.servers = [{ id: 2, name: 'hapy3', endpoint }];
    const server = (serverId: number, at: string) =>
      removeZoneServer(ports).run({ mutation, serverId, endpoint: at }, context);
    await assert.rejects(server(2, 'http://other'), { code: 'HAPY-E407' });
    assert.deepEqual(await server(2, endpoint), {});
    assert.deepEqual(await server(2, endpoint), { already: 'true' });
    const add = () => addHost(ports).run({ mutation, name: 'hapy3', imMad: '', vmMad: '' }, context);
    assert.deepEqual(await add(), { host_id: '0' });
    assert.deepEqual(await add(), { host_id: '0', already: 'true' });
    const disable = (name: string) => disableHost(ports).run({ mutation, hostId: 0, name }, context);
    await assert.rejects(disable('hapy2'), { code: 'HAPY-E408' });
    assert.ok(!ports.oned.writes.includes('disableHost'));
    assert.deepEqual(await disable('hapy3'), {});
    assert.ok(ports.oned.writes.includes('disableHost'));
    const host = (name: string) => removeHost(ports).run({ mutation, hostId: 0, name }, context);
    await assert.rejects(host('hapy2'), { code: 'HAPY-E408' });
    assert.deepEqual(await host('hapy3'), {});
    assert.deepEqual(await host('hapy3'), { already: 'true' });
  });
});

describe('changing this node', () => {
  it('holds oned: the guard first, then the stop', async () => {
    const ports = fakePorts();
    const request = { mutation, command: OnedCommand.ONED_COMMAND_HOLD, clusterId: 'c1' };
    await controlOned(ports).run(request, fakeContext());
    assert.deepEqual(ports.helper.calls, ['identity {"state":"held","clusterId":"c1"}', 'stop-oned']);
  });

  it('starts no program anew after a restart of the agent', async () => {
    const ports = fakePorts();
    ports.helper.endWith = { status: 'absent', error: undefined };
    const request = { mutation, command: OnedCommand.ONED_COMMAND_START, clusterId: 'c1' };
    await assert.rejects(controlOned(ports).run(request, fakeContext({ resumed: true })), {
      code: 'HAPY-E332',
    });
    assert.deepEqual(ports.helper.calls, []);
  });

  it('fails with what the program failed with', async () => {
    const ports = fakePorts();
    const error = { code: 'HAPY-E330', parameters: { program: 'systemctl', exitCode: '1', output: '' } };
    ports.helper.endWith = { status: 'finished', error };
    const request = { mutation, command: OnedCommand.ONED_COMMAND_START, clusterId: 'c1' };
    await assert.rejects(controlOned(ports).run(request, fakeContext()), { code: 'HAPY-E330' });
  });

  it('puts the virtual address on the interface of the node’s own', async () => {
    const ports = fakePorts();
    const member = { serverId: 2, vipAddress: '10.1.2.10', electionTimeoutMs: 8000 };
    const configure = (nodeAddress: string) =>
      configureServer(ports).run(
        { mutation, clusterId: 'c1', target: { $case: 'member', value: { ...member, nodeAddress } } },
        fakeContext(),
      );
    await assert.rejects(configure('10.9.9.9'), { code: 'HAPY-E365' });
    await configure('10.1.2.11');
    const [identity, configuration] = ports.helper.calls;
    assert.match(identity!, /"vipInterface":"eth0"/);
    assert.match(identity!, /"vipPrefixLength":24/);
    assert.equal(configuration, 'configuration');
  });

  it('runs `instance` only where it was never finished, and neither program on a plain OpenNebula', async () => {
    const done = fakePorts();
    await instantiate(done).run({ mutation }, fakeContext());
    assert.deepEqual(done.helper.calls, []);
    done.helper.facts = { ...done.helper.facts, instanceDone: false };
    await instantiate(done).run({ mutation }, fakeContext());
    await reconfigure(done).run({ mutation, membershipId: 'm1' }, fakeContext());
    assert.deepEqual(done.helper.calls, ['instance', 'reconfigure']);
    assert.equal(done.store.note('reconfigured-for'), 'm1');
    const plain = fakePorts({ platform: 'opennebula' });
    await instantiate(plain).run({ mutation }, fakeContext());
    await reconfigure(plain).run({ mutation, membershipId: 'm1' }, fakeContext());
    assert.deepEqual(plain.helper.calls, []);
  });
});

describe('restoring a seed over a database', () => {
  const seed: SeedManifest = {
    seedId: 's1',
    clusterId: 'c1',
    runId: 'r1',
    sha256: '',
    sizeBytes: 1,
    contentDigest: 'seed',
    lastLogIndex: 10,
    lastLogTerm: 2,
    servers: [],
  };

  function restore(
    database: object,
    more: {
      imported?: SeedManifest;
      exported?: SeedManifest;
      discard?: string;
      uploaded?: SeedManifest;
    } = {},
  ) {
    const ports = fakePorts();
    const { facts } = ports.helper;
    const { imported, exported, discard = '', uploaded = seed } = more;
    ports.helper.facts = {
      ...facts,
      database: { ...facts.database, ...database },
      seeds: { exported, uploaded, imported },
    };
    return importSeed(ports).run({ mutation, seedId: 's1', discardDatabaseDigest: discard }, fakeContext());
  }

  const full = { pristine: false, contentDigest: 'full', contents: ['vm 3 (web)'] };

  it('happens over nothing that anybody would miss', async () => {
    await restore({});
    await restore({ pristine: false, contentDigest: '', sizeBytes: 0 });
  });

  it('is refused over data, with the list, unless the administrator named its digest', async () => {
    await assert.rejects(restore(full), {
      code: 'HAPY-E343',
      parameters: { node: 'hapy1', digest: 'full', contents: 'vm 3 (web)' },
    });
    await assert.rejects(restore(full, { discard: 'other' }), { code: 'HAPY-E343' });
    await restore(full, { discard: 'full' });
  });

  it('happens over an older copy of the same cluster, never over one that is ahead or another’s', async () => {
    const imported = { ...seed, seedId: 's0' };
    await restore({ ...full, lastLogTerm: 2, lastLogIndex: 9 }, { imported });
    await restore({ ...full, lastLogTerm: 1, lastLogIndex: 99 }, { imported });
    await assert.rejects(restore({ ...full, lastLogTerm: 2, lastLogIndex: 11 }, { imported }), {
      code: 'HAPY-E346',
    });
    await assert.rejects(restore({ ...full, lastLogTerm: 3, lastLogIndex: 1 }, { imported }), {
      code: 'HAPY-E346',
    });
    await assert.rejects(restore(full, { imported: { ...imported, clusterId: 'c2' } }), {
      code: 'HAPY-E343',
    });
  });

  it('happens over the copy that index 0 has of the cluster that was founded on it', async () => {
    const exported = { ...seed, seedId: 's0' };
    await restore({ ...full, lastLogTerm: 1, lastLogIndex: 99 }, { exported });
    const ahead = restore({ ...full, lastLogTerm: 3, lastLogIndex: 1 }, { exported });
    await assert.rejects(ahead, { code: 'HAPY-E346' });
    const foreign = restore(full, { exported: { ...exported, clusterId: 'c2' } });
    await assert.rejects(foreign, { code: 'HAPY-E343' });
  });

  it('happens over the database of this very seed, which was half received', async () => {
    await restore({ ...full, contentDigest: seed.contentDigest });
  });

  it('is refused when the seed that was uploaded is another', async () => {
    await assert.rejects(restore({}, { uploaded: { ...seed, seedId: 's9' } }), { code: 'HAPY-E340' });
  });
});

describe('preflight on one node', () => {
  const vipOf = async (network: Partial<AgentPorts['network']>) => {
    const ports = fakePorts();
    const questions = { names: [], reachable: [], vipAddress: '10.1.2.98' };
    const checks = await preflight({ ...ports, network: { ...ports.network, ...network } }, questions);
    const vip = checks.find(({ name }) => name === 'vip-silent');
    return [vip?.code, vip?.found];
  };
  const hardware = '52:54:00:12:34:56';

  it('finds a machine with the virtual address that serves nothing, by its hardware address', async () => {
    assert.deepEqual(await vipOf({}), ['', '']);
    const confirmed = async () => ({ hardware, confirmed: true });
    assert.deepEqual(await vipOf({ neighbour: confirmed }), ['HAPY-E363', hardware]);
  });

  it('takes a hardware address from earlier for nothing, unless the machine has answered', async () => {
    const neighbour = async () => ({ hardware, confirmed: false });
    const reach = (failure: string) => async () => ({ failure });
    assert.deepEqual(await vipOf({ neighbour, reach: reach('timeout') }), ['', '']);
    assert.deepEqual(await vipOf({ neighbour, reach: reach('ECONNREFUSED') }), ['HAPY-E363', hardware]);
  });

  it('takes a refusal alone for nothing: on loopback everything refuses', async () => {
    assert.deepEqual(await vipOf({ reach: async () => ({ failure: 'ECONNREFUSED' }) }), ['', '']);
  });

  it('tells what it found, with the code of what is wrong', async () => {
    const checks = await preflight(fakePorts(), {
      names: [
        { name: 'hapy1', address: '10.1.2.11' },
        { name: 'hapy2', address: '10.1.2.12' },
        { name: 'hapy3', address: '10.1.2.13' },
      ],
      reachable: ['10.1.2.11:2641', '10.1.2.12:2641'],
      vipAddress: '10.1.2.99',
    });
    const codes = checks.map(({ name, subject, code }) => `${name} ${subject} ${code}`.trim());
    assert.deepEqual(codes, [
      'name-resolves hapy1',
      'name-resolves hapy2 HAPY-E361',
      'name-resolves hapy3 HAPY-E360',
      'peer-reachable 10.1.2.11:2641',
      'peer-reachable 10.1.2.12:2641 HAPY-E362',
      'vip-silent 10.1.2.99 HAPY-E363',
      'disk-free hapy1',
      'clock hapy1',
    ]);
  });
});
