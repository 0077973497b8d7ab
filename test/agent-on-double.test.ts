import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createAuthority } from '../certs/authority.ts';
import { writeIdentity } from '../certs/identity-store.ts';
import { generateKey } from '../certs/keys.ts';
import { createTestZone, type TestZone } from '../sandbox/double/testing/test-zone.ts';
import { systemClock } from '../services/base/clock.ts';
import type { NodeState } from '../services/domain/observed.ts';
import { callClientStream, callServerStream, callUnary, tlsTarget } from '../services/rpc/client.ts';
import { AgentServiceClient, OnedCommand } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import { type Operation, OperationStatus } from '../services/rpc/gen/hapy/agent/v1/operation.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { nodeStateFromProto, seedManifestToProto } from '../services/rpc/mapping/node-state.ts';
import { buildUri } from '../services/rpc/uri.ts';

/*
 * One agent and one helper per node as real processes, over mTLS, on the double's nodes: everything an agent
 * can do to found a zone, without a coordinator.
 */

const clusterId = 'c1';
const agentPort = 2641;
const call = { deadlineMs: 20_000, what: 'agent' };

class NodeUnderTest {
  readonly name: string;
  readonly client: AgentServiceClient;
  readonly #processes: ChildProcess[] = [];
  readonly #directory: string;
  #actions = 0;

  constructor(zone: TestZone, index: number, agent: TlsIdentity, coordinator: TlsIdentity) {
    this.name = `hapy${index + 1}`;
    this.#directory = join(zone.directory, 'nodes', this.name);
    const address = zone.addresses[index]!;
    this.#writeConfigs(zone, index, address);
    this.identity = agent;
    const expectedUri = buildUri(clusterId, 'agent', this.name);
    const target = tlsTarget({ address, port: agentPort, expectedUri, identity: coordinator });
    this.client = new AgentServiceClient(target.address, target.credentials, target.options);
  }

  readonly identity: TlsIdentity;

  #writeConfigs(zone: TestZone, index: number, address: string): void {
    const paths = zone.nodes[index]!;
    const pick = (names: readonly (keyof typeof paths)[]) =>
      Object.fromEntries(names.map((name) => [name, paths[name]]));
    const helper = {
      socket: join(zone.directory, `${this.name}.sock`),
      stateDirectory: join(this.#directory, 'helper'),
      identityFile: join(this.#directory, 'identity.json'),
      files: pick([
        'onedConf',
        'monitordConf',
        'oneAuth',
        'oneDirectory',
        'oneSshDirectory',
        'sshHostKeyDirectory',
        'oneDatabase',
        'onedLock',
        'configEol',
        'configEolBackup',
      ]),
      programs: { ...pick(['instance', 'reconfigure', 'onedb', 'systemctl']), systemdRun: '' },
      log: { level: 'warn' },
    };
    const agent = {
      node: this.name,
      clusterId,
      listen: { address, port: agentPort },
      stateDirectory: join(this.#directory, 'agent'),
      helperSocket: helper.socket,
      opennebula: { endpoint: `http://${address}:2633/RPC2` },
      programs: { ip: paths.ip },
      log: { level: 'warn' },
    };
    // JSON is YAML.
    writeFileSync(join(this.#directory, 'helper.yaml'), JSON.stringify(helper));
    writeFileSync(join(this.#directory, 'agent.yaml'), JSON.stringify(agent));
  }

  async start(): Promise<void> {
    mkdirSync(join(this.#directory, 'agent'), { recursive: true, mode: 0o700 });
    await writeIdentity(join(this.#directory, 'agent/pki'), this.identity);
    await this.startProgram('agent/helper/main.ts', 'helper.yaml');
    await this.startProgram('agent/main.ts', 'agent.yaml');
  }

  async startProgram(program: string, config: string): Promise<ChildProcess> {
    const argv = [program, 'serve', '--config', join(this.#directory, config)];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#processes.push(child);
    await once(child, 'message');
    return child;
  }

  /** The process that was started as the nth. */
  process(nth: number): ChildProcess {
    return this.#processes[nth]!;
  }

  async state(): Promise<NodeState> {
    const { state } = await callUnary(this.client.getState.bind(this.client), {}, call);
    return nodeStateFromProto(state!);
  }

  async takeLease(): Promise<void> {
    const lease = { holder: 'test', epoch: 1n, ttlMs: 600_000 };
    const answer = await callUnary(this.client.acquireLease.bind(this.client), lease, call);
    assert.ok(answer.granted);
  }

  mutation(actionId = `${this.name}/${(this.#actions += 1)}`) {
    return { runId: 'r1', actionId, epoch: 1n, holder: 'test', deadlineMs: 0 };
  }

  /** The finished operation; failed ones are shown with their error. */
  async finished(started: Promise<{ operation: Operation | undefined }>): Promise<Operation> {
    const { operation } = await started;
    const finished = await this.watch(operation!.actionId);
    assert.equal(finished.status, OperationStatus.OPERATION_STATUS_SUCCEEDED, JSON.stringify(finished.error));
    return finished;
  }

  async watch(actionId: string): Promise<Operation> {
    const request = { actionId, afterSequence: 0n };
    const updates = callServerStream(this.client.watchOperation.bind(this.client), request, {
      ...call,
      deadlineMs: 60_000,
    });
    let sequence = 0n;
    for await (const { update } of updates) {
      if (update?.$case === 'finished') return update.value;
      assert.equal(update?.value.sequence, (sequence += 1n));
    }
    throw new assert.AssertionError({ message: 'the stream ended before the operation' });
  }

  control(command: OnedCommand): Promise<Operation> {
    const request = { mutation: this.mutation(), command, clusterId };
    return this.finished(callUnary(this.client.controlOned.bind(this.client), request, call));
  }

  async configureMember(serverId: number, zone: TestZone, index: number): Promise<void> {
    const member = {
      serverId,
      vipAddress: zone.vip,
      electionTimeoutMs: 5000 + 1500 * index,
      nodeAddress: zone.addresses[index]!,
    };
    const target = { $case: 'member' as const, value: member };
    const request = { mutation: this.mutation(), clusterId, target };
    await this.finished(callUnary(this.client.configureServer.bind(this.client), request, call));
  }

  async stop(): Promise<void> {
    this.client.close();
    for (const child of this.#processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not within 30 s: ${what}`);
    await systemClock.delay(50);
  }
}

describe('an agent and its helper on a node of the double', function () {
  this.timeout(120_000);
  let zone: TestZone;
  let nodes: NodeUnderTest[] = [];

  before(async () => {
    zone = await createTestZone(2);
    const { authority, rootPem } = await createAuthority({ clusterId, clock: systemClock });
    const issue = async (profile: 'agent' | 'coordinator', name: string, addresses: string[]) => {
      const { privateKeyPem, publicKeyDer } = await generateKey();
      const request = { profile, name, dnsNames: [], addresses, publicKeyDer };
      const { certificateChainPem } = authority.issue(request);
      return { privateKeyPem, certificateChainPem, rootsPem: rootPem };
    };
    const coordinator = await issue('coordinator', 'coordinator', ['127.0.0.1']);
    for (const [index, address] of zone.addresses.entries()) {
      const agent = await issue('agent', `hapy${index + 1}`, [address]);
      nodes.push(new NodeUnderTest(zone, index, agent, coordinator));
    }
    await Promise.all(nodes.map((node) => node.start()));
    await Promise.all(nodes.map((node) => node.takeLease()));
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

    const request = { mutation: first.mutation('export'), clusterId };
    await first.finished(callUnary(first.client.exportSeed.bind(first.client), request, call));
    const seed = (await first.state()).seeds.exported!;
    assert.equal(seed.contentDigest, (await first.state()).database.contentDigest);
    assert.equal(seed.servers.length, 2);

    const download = callServerStream(
      first.client.downloadSeed.bind(first.client),
      { seedId: seed.seedId, offset: 0n },
      call,
    );
    async function* upload() {
      const header = { mutation: second.mutation('upload'), manifest: seedManifestToProto(seed) };
      yield { part: { $case: 'header' as const, value: header } };
      for await (const { chunk } of download) yield { part: { $case: 'chunk' as const, value: chunk } };
    }
    await callClientStream(second.client.uploadSeed.bind(second.client), upload(), call);
    const restore = { mutation: second.mutation(), seedId: seed.seedId, discardDatabaseDigest: '' };
    await second.finished(callUnary(second.client.importSeed.bind(second.client), restore, call));
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
