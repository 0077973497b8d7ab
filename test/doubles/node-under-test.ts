import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createAuthority } from '../../certs/authority.ts';
import { writeIdentity } from '../../certs/identity-store.ts';
import { generateKey } from '../../certs/keys.ts';
import type { TestZone } from '../../sandbox/double/testing/test-zone.ts';
import { systemClock } from '../../services/base/clock.ts';
import type { NodeState } from '../../services/domain/observed.ts';
import { callClientStream, callServerStream, callUnary, tlsTarget } from '../../services/rpc/client.ts';
import { AgentServiceClient, type OnedCommand } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import { type Operation, OperationStatus } from '../../services/rpc/gen/hapy/agent/v1/operation.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { nodeStateFromProto, seedManifestToProto } from '../../services/rpc/mapping/node-state.ts';
import { buildUri } from '../../services/rpc/uri.ts';

export const clusterId = 'c1';
const agentPort = 2641;
export const call = { deadlineMs: 20_000, what: 'agent' };

/** One agent and one helper of a node as real processes, over mTLS, on a node of the double. */
export class NodeUnderTest {
  readonly name: string;
  readonly client: AgentServiceClient;
  readonly #processes: ChildProcess[] = [];
  readonly #directory: string;
  #actions = 0;
  #renewing: NodeJS.Timeout | undefined;

  constructor(zone: TestZone, index: number, agent: TlsIdentity, coordinator: TlsIdentity) {
    this.name = `hapy${index + 1}`;
    this.#directory = join(zone.directory, 'nodes', this.name);
    const address = zone.addresses[index]!;
    this.#writeConfigs(zone, index, address);
    this.identity = agent;
    this.coordinator = coordinator;
    const expectedUri = buildUri(clusterId, 'agent', this.name);
    const target = tlsTarget({ address, port: agentPort, expectedUri, identity: coordinator });
    this.client = new AgentServiceClient(target.address, target.credentials, target.options);
  }

  readonly identity: TlsIdentity;
  /** Of whoever may change it. */
  readonly coordinator: TlsIdentity;

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
      instanceAsks: false,
      onedProcesses: [paths.onedPid, paths.onedUnit],
      programs: { ...pick(['ip', 'instance', 'reconfigure', 'oned', 'onedb', 'systemctl']), systemdRun: '' },
      log: { level: 'warn' },
    };
    const agent = {
      node: this.name,
      clusterId,
      listen: { address, port: agentPort },
      stateDirectory: join(this.#directory, 'agent'),
      helperSocket: helper.socket,
      opennebula: { endpoint: `http://${address}:2633/RPC2` },
      files: { addresses: [paths.ipAddressShow] },
      programs: { ip: paths.ip },
      log: { level: 'warn' },
    };
    // JSON is YAML.
    writeFileSync(join(this.#directory, 'helper.yaml'), JSON.stringify(helper));
    writeFileSync(join(this.#directory, 'agent.yaml'), JSON.stringify(agent));
  }

  /** What the agent is started with. */
  get agentConfig(): string {
    return join(this.#directory, 'agent.yaml');
  }

  /** Where the helper keeps what it knows. */
  get helperState(): string {
    return join(this.#directory, 'helper');
  }

  /** As a join would leave it. */
  async writeIdentity(): Promise<void> {
    mkdirSync(join(this.#directory, 'agent'), { recursive: true, mode: 0o700 });
    await writeIdentity(join(this.#directory, 'agent/pki'), this.identity);
  }

  async start(): Promise<void> {
    await this.writeIdentity();
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

  /** Takes the lease, and keeps it until the node is stopped, however slow the machine is. */
  async takeLease(): Promise<void> {
    const lease = { holder: 'test', epoch: 1n, ttlMs: 60_000 };
    const answer = await callUnary(this.client.acquireLease.bind(this.client), lease, call);
    assert.ok(answer.granted);
    clearInterval(this.#renewing);
    this.#renewing = setInterval(() => {
      // Agents that a test has killed or stopped cannot answer.
      callUnary(this.client.renewLease.bind(this.client), lease, call).catch(() => undefined);
    }, 10_000);
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

  async addZoneServer(node: NodeUnderTest, address: string): Promise<Operation> {
    const name = `${node.name}.ac-test.fr`;
    const request = { mutation: this.mutation(), name, endpoint: `http://${address}:2633/RPC2` };
    return this.finished(callUnary(this.client.addZoneServer.bind(this.client), request, call));
  }

  async exportSeed(): Promise<NonNullable<NodeState['seeds']['exported']>> {
    const request = { mutation: this.mutation(), clusterId, compress: true };
    await this.finished(callUnary(this.client.exportSeed.bind(this.client), request, call));
    const { exported } = (await this.state()).seeds;
    assert.ok(exported !== undefined);
    return exported;
  }

  /** Takes the seed that another node has exported, and restores it. */
  async importSeedOf(other: NodeUnderTest): Promise<void> {
    const seed = (await other.state()).seeds.exported;
    assert.ok(seed !== undefined);
    const { client } = other;
    const wanted = { seedId: seed.seedId, offset: 0n };
    const download = callServerStream(client.downloadSeed.bind(client), wanted, call);
    const header = { mutation: this.mutation(), manifest: seedManifestToProto(seed) };
    async function* upload() {
      yield { part: { $case: 'header' as const, value: header } };
      for await (const { chunk } of download) yield { part: { $case: 'chunk' as const, value: chunk } };
    }
    await callClientStream(this.client.uploadSeed.bind(this.client), upload(), call);
    const request = { mutation: this.mutation(), seedId: seed.seedId, discardDatabaseDigest: '' };
    await this.finished(callUnary(this.client.importSeed.bind(this.client), request, call));
  }

  async stop(): Promise<void> {
    clearInterval(this.#renewing);
    this.client.close();
    for (const child of this.#processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not within two minutes: ${what}`);
    await systemClock.delay(50);
  }
}

/** Agents and helpers of all nodes of a zone, with the coordinator's right to change them. */
export async function startNodes(zone: TestZone): Promise<NodeUnderTest[]> {
  const nodes = await nodesOf(zone);
  await Promise.all(nodes.map((node) => node.start()));
  await Promise.all(nodes.map((node) => node.takeLease()));
  return nodes;
}

/** The same before anything is started. */
export async function nodesOf(zone: TestZone): Promise<NodeUnderTest[]> {
  const { authority } = await createAuthority({ clusterId, clock: systemClock });
  const issue = async (profile: 'agent' | 'coordinator', name: string, addresses: string[]) => {
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const request = { profile, name, dnsNames: [], addresses, publicKeyDer };
    const { certificateChainPem } = authority.issue(request);
    return { privateKeyPem, certificateChainPem, rootsPem: authority.rootPem };
  };
  const coordinator = await issue('coordinator', 'coordinator', ['127.0.0.1']);
  const nodes: NodeUnderTest[] = [];
  for (const [index, address] of zone.addresses.entries()) {
    const agent = await issue('agent', `hapy${index + 1}`, [address]);
    nodes.push(new NodeUnderTest(zone, index, agent, coordinator));
  }
  return nodes;
}
