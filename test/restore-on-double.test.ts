import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { createTestZone, type TestZone } from '../sandbox/double/testing/test-zone.ts';
import { endpointOf } from '../services/domain/spec.ts';
import { callUnary } from '../services/rpc/client.ts';
import { OnedCommand } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import { OperationStatus } from '../services/rpc/gen/hapy/agent/v1/operation.ts';
import { call, clusterId, type NodeUnderTest, startNodes, until } from './doubles/node-under-test.ts';

/*
 * What a founding does to a node before any HA start, and taking it back, with real agents and helpers on the
 * double's nodes.
 */

describe('restore-server on nodes of the double', function () {
  this.timeout(10 * 60_000);
  let zone: TestZone;
  let nodes: NodeUnderTest[] = [];

  before(async () => {
    zone = await createTestZone(2);
    nodes = await startNodes(zone);
    const instances = nodes.map((node) =>
      node.finished(
        callUnary(node.client.instantiate.bind(node.client), { mutation: node.mutation() }, call),
      ),
    );
    await Promise.all(instances);
    await Promise.all(nodes.map(serveAlone));
    await nodes[0]!.addZoneServer(nodes[0]!, zone.addresses[0]!);
  });

  after(async () => {
    await Promise.all(
      nodes.map((node) => node.control(OnedCommand.ONED_COMMAND_STOP).catch(() => undefined)),
    );
    await Promise.all(nodes.map((node) => node.stop()));
    nodes = [];
    zone.remove();
  });

  const serveAlone = (node: NodeUnderTest) =>
    until(`${node.name} serves alone`, async () => (await node.state()).oned.raft?.state === 'solo');

  const restoring = (node: NodeUnderTest, actionId?: string) => {
    const request = { mutation: node.mutation(actionId), clusterId };
    return callUnary(node.client.restoreServer.bind(node.client), request, call);
  };

  const restore = (node: NodeUnderTest) => node.finished(restoring(node));

  /** Every byte and mode that a seed or our configuration would change. */
  function filesOf(index: number): Record<string, string> {
    const { onedConf, monitordConf, oneDatabase, oneDirectory, oneSshDirectory } = zone.nodes[index]!;
    const folders = [oneDirectory, oneSshDirectory];
    const inside = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    const paths = [onedConf, monitordConf, oneDatabase, ...inside].filter((path) => statSync(path).isFile());
    return Object.fromEntries(
      paths.map((path) => {
        const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
        return [path, `${(statSync(path).mode & 0o777).toString(8)} ${digest}`];
      }),
    );
  }

  /** The joiner held on a seed of index 0; gives what it was like when it was only held. */
  async function seedJoiner(times: number): Promise<Record<string, string>> {
    const [first, second] = nodes as [NodeUnderTest, NodeUnderTest];
    await second.control(OnedCommand.ONED_COMMAND_HOLD);
    const files = filesOf(1);
    for (let count = 0; count < times; count += 1) {
      const seed = await first.exportSeed();
      await second.importSeedOf(first);
      const { database, seeds } = await second.state();
      assert.deepEqual([database.contentDigest, seeds.imported?.seedId], [seed.contentDigest, seed.seedId]);
    }
    assert.notDeepEqual(filesOf(1), files);
    return files;
  }

  it('a joiner is as before after two seeds, however often it is put back, and starts alone', async () => {
    const second = nodes[1]!;
    const { database, credentials } = await second.state();
    const files = await seedJoiner(2);
    await restore(second);
    assert.deepEqual(filesOf(1), files);
    await restore(second);
    assert.deepEqual(filesOf(1), files);
    const { guard, seeds } = await second.state();
    assert.deepEqual(guard, { state: 'free', clusterId: '', serverId: -1 });
    assert.deepEqual(Object.values(seeds), [undefined, undefined, undefined]);
    await second.control(OnedCommand.ONED_COMMAND_START);
    await serveAlone(second);
    const now = await second.state();
    assert.equal(now.database.contentDigest, database.contentDigest);
    assert.deepEqual(now.credentials, credentials);
    assert.deepEqual(now.zone?.servers, []);
  });

  it('is not put back while its oned runs', async () => {
    const [first] = nodes as [NodeUnderTest];
    const { operation } = await restoring(first);
    const { error, status } = await first.watch(operation!.actionId);
    assert.equal(status, OperationStatus.OPERATION_STATUS_FAILED);
    assert.equal(error?.code, 'HAPY-E348');
  });

  it('does so again in a second founding, when the program was killed on its way', async () => {
    const second = nodes[1]!;
    const files = await seedJoiner(1);
    const { operation } = await restoring(second, 'killed');
    const name = createHash('sha256').update('killed').digest('hex').slice(0, 32);
    const record = join(zone.directory, 'nodes', second.name, 'helper/programs', name, 'process.json');
    await until('the program runs', async () => statSync(record, { throwIfNoEntry: false }) !== undefined);
    try {
      process.kill((JSON.parse(readFileSync(record, 'utf8')) as { pid: number }).pid, 'SIGKILL');
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
    }
    await second.watch(operation!.actionId);
    await restore(second);
    assert.deepEqual(filesOf(1), files);
    assert.equal((await second.state()).guard.state, 'free');
    await second.control(OnedCommand.ONED_COMMAND_START);
    await serveAlone(second);
  });

  it('index 0 gets its configuration back, with a pool that is empty again', async () => {
    const first = nodes[0]!;
    const { onedConf } = zone.nodes[0]!;
    const before = readFileSync(onedConf);
    const target = { $case: 'solo' as const, value: {} };
    const solo = { mutation: first.mutation(), clusterId, target };
    await first.finished(callUnary(first.client.configureServer.bind(first.client), solo, call));
    await first.addZoneServer(nodes[1]!, zone.addresses[1]!);
    for (const { id, endpoint } of (await first.state()).zone!.servers.toReversed()) {
      assert.equal(endpoint, endpointOf({ address: zone.addresses[id]! }));
      const remove = { mutation: first.mutation(), serverId: id, endpoint };
      await first.finished(callUnary(first.client.removeZoneServer.bind(first.client), remove, call));
    }
    await first.control(OnedCommand.ONED_COMMAND_HOLD);
    await restore(first);
    assert.deepEqual(readFileSync(onedConf), before);
    await first.control(OnedCommand.ONED_COMMAND_START);
    await serveAlone(first);
    const { guard, zone: pool, database } = await first.state();
    assert.deepEqual([guard.state, pool?.servers, database.pristine], ['free', [], true]);
  });
});
