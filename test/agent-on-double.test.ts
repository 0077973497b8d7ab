import assert from 'node:assert/strict';
import { once } from 'node:events';

import { createTestZone, type TestZone } from '../sandbox/double/testing/test-zone.ts';
import { callUnary } from '../services/rpc/client.ts';
import { OnedCommand } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import { OperationStatus } from '../services/rpc/gen/hapy/agent/v1/operation.ts';
import { call, type NodeUnderTest, startNodes, until } from './doubles/node-under-test.ts';

/*
 * One agent and one helper per node as real processes, over mTLS, on the double's nodes: everything an agent
 * can do to found a zone, without a coordinator.
 */

describe('an agent and its helper on a node of the double', function () {
  this.timeout(10 * 60_000);
  let zone: TestZone;
  let nodes: NodeUnderTest[] = [];

  before(async () => {
    zone = await createTestZone(2);
    nodes = await startNodes(zone);
  });

  after(async () => {
    await Promise.all(
      nodes.map((node) => node.control(OnedCommand.ONED_COMMAND_STOP).catch(() => undefined)),
    );
    await Promise.all(nodes.map((node) => node.stop()));
    nodes = [];
    zone.remove();
  });

  it('founds a zone of two: instance, servers, hold, seed, restore, members, start', async () => {
    const [first, second] = nodes as [NodeUnderTest, NodeUnderTest];
    assert.equal((await first.state()).instance.status, 'absent');
    await Promise.all(
      nodes.map((node) =>
        node.finished(
          callUnary(node.client.instantiate.bind(node.client), { mutation: node.mutation() }, call),
        ),
      ),
    );
    await until('both serve alone', async () => {
      const states = await Promise.all(nodes.map((node) => node.state()));
      return states.every((state) => state.oned.raft?.state === 'solo' && state.instance.status === 'done');
    });
    const pristine = (await second.state()).database;
    assert.ok(pristine.pristine, pristine.contents.join());

    for (const [index, node] of nodes.entries()) {
      const endpoint = `http://${zone.addresses[index]!}:2633/RPC2`;
      const add = (mutation = first.mutation()) =>
        callUnary(
          first.client.addZoneServer.bind(first.client),
          { mutation, name: `${node.name}.ac-test.fr`, endpoint },
          call,
        );
      assert.equal((await first.finished(add())).result['server_id'], String(index));
      assert.equal((await first.finished(add())).result['already'], 'true');
    }
    assert.equal((await first.state()).zone?.servers.length, 2);

    await Promise.all(nodes.map((node) => node.control(OnedCommand.ONED_COMMAND_HOLD)));
    const held = await first.state();
    assert.deepEqual([held.guard.state, held.oned.process, held.oned.raft], ['held', 'stopped', undefined]);

    const seed = await first.exportSeed();
    assert.equal(seed.contentDigest, (await first.state()).database.contentDigest);
    assert.equal(seed.servers.length, 2);

    await second.importSeedOf(first);
    const restored = await second.state();
    assert.equal(restored.database.contentDigest, seed.contentDigest);
    assert.equal(restored.seeds.imported?.seedId, seed.seedId);
    assert.deepEqual(restored.credentials, (await first.state()).credentials);

    await Promise.all(nodes.map((node, index) => node.configureMember(index, zone, index)));
    await first.control(OnedCommand.ONED_COMMAND_START);
    await second.control(OnedCommand.ONED_COMMAND_START);
    await until('one leads and one follows', async () => {
      const states = await Promise.all(nodes.map((node) => node.state()));
      const raft = states.map((state) => state.oned.raft);
      return raft[0]?.state === 'leader' && raft[1]?.state === 'follower' && raft[1].serverId === 1;
    });
    const leader = await first.state();
    assert.ok(leader.addresses.some((each) => each.address === zone.vip));

    const host = { mutation: first.mutation(), name: 'hapy1.ac-test.fr', imMad: 'kvm', vmMad: 'kvm' };
    await first.finished(callUnary(first.client.addHost.bind(first.client), host, call));
    assert.equal((await first.state()).hosts.length, 1);

    const declare = async (name: string, type: string) => {
      const request = { mutation: first.mutation(), name, type };
      return first.finished(callUnary(first.client.declareDatastore.bind(first.client), request, call));
    };
    const { result } = await declare('gluster-image', 'image');
    assert.ok(Number(result['datastore_id']) >= 100);
    assert.equal((await declare('gluster-image', 'image')).result['already'], 'true');
    assert.notEqual(
      (await declare('gluster-system', 'system')).result['datastore_id'],
      result['datastore_id'],
    );
  });

  it('finds a running operation again after the agent was killed', async () => {
    const [node] = nodes as [NodeUnderTest];
    const request = { mutation: node.mutation('reconfigure'), membershipId: 'm1' };
    await callUnary(node.client.reconfigure.bind(node.client), request, call);
    node.process(1).kill('SIGKILL');
    await once(node.process(1), 'exit');
    await node.startProgram('agent/main.ts', 'agent.yaml');
    await until('the agent answers again', () =>
      node.state().then(
        () => true,
        () => false,
      ),
    );
    const operation = await node.watch('reconfigure');
    assert.equal(
      operation.status,
      OperationStatus.OPERATION_STATUS_SUCCEEDED,
      JSON.stringify(operation.error),
    );
    assert.equal((await node.state()).instance.reconfiguredFor, 'm1');
  });
});
