import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { connect } from 'node:tls';

import { AgentClient } from '../../coordinator/agents/agent-client.ts';
import { relaySeed } from '../../coordinator/executor/seed-relay.ts';
import { createTestZone } from '../../sandbox/double/testing/test-zone.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';
import { tlsTarget } from '../../services/rpc/client.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import { clusterId, type NodeUnderTest, startNodes } from '../../test/doubles/node-under-test.ts';
import type { Context, Measure } from '../harness/measure.ts';
import { run, startPeer, usedBy } from '../harness/programs.ts';
import { besideFloor, besideRival, bounded, type Row } from '../harness/row.ts';
import { timed } from '../harness/samples.ts';
import { agentPort, writeNodes } from '../peers/cluster.ts';
import { keepAsSeed, takeFromSeed, writeDatabase } from '../peers/seed-file.ts';
import { startSshd } from '../peers/sshd.ts';

const unit = 's';
const memoryMiBMax = 64;

/** How long new servers wait for the leader's database. */
export const seed: Measure = {
  name: 'seed',
  title: 'A database for new servers',
  explained:
    'One gigabyte that compresses to a quarter goes from one node to one, to two and to six others, as a founding sends it: packed once by ' +
    'the leader’s helper, its agent, the coordinator that writes nothing, the other’s agent and helper, a digest at each end, synced to the ' +
    'disk, unpacked and synced again. ' +
    'The floor is one TLS stream from a file to a file. Beside it `rsync -z` over ssh to one after the other, as one-deploy does it. ' +
    'All of them share the two cores of this machine, where a cluster has two for each node.',
  async run(context) {
    const rows: Row[] = [];
    const sizes =
      context.size === 'full' ? [1, 2, 6].map((each) => [each, 1024] as const) : [[1, 4] as const];
    for (const [receivers, mebibytes] of sizes) rows.push(...(await measured(context, receivers, mebibytes)));
    return rows;
  },
};

/** In a cluster of no more than those who send and receive: what others do on this machine meanwhile is no part of it. */
async function measured(context: Context, receivers: number, mebibytes: number): Promise<Row[]> {
  const zone = await createTestZone(receivers + 1);
  // Both for whoever stops the bench in the middle: what has ended already is left alone.
  context.folder.atEnd(() => zone.remove());
  const nodes = await startNodes(zone);
  context.folder.atEnd(() => Promise.all(nodes.map((node) => node.stop())));
  const cluster = new Sending(context, nodes, zone.addresses);
  try {
    return await cluster.measure(receivers, mebibytes);
  } finally {
    cluster.close();
    await Promise.all(nodes.map((node) => node.stop()));
    zone.remove();
  }
}

/** A leader, those who wait for its database, and the coordinator's part in this process. */
class Sending {
  readonly #context: Context;
  readonly #nodes: readonly NodeUnderTest[];
  readonly #agents: readonly AgentClient[];
  readonly #addresses: readonly string[];

  constructor(context: Context, nodes: readonly NodeUnderTest[], addresses: readonly string[]) {
    this.#context = context;
    this.#nodes = nodes;
    this.#addresses = addresses;
    this.#agents = nodes.map((node, index) => {
      const expectedUri = buildUri(clusterId, 'agent', node.name);
      const place = {
        address: addresses[index] ?? '',
        port: agentPort,
        expectedUri,
        identity: node.coordinator,
      };
      return new AgentClient(node.name, tlsTarget(place));
    });
  }

  close(): void {
    for (const agent of this.#agents) agent.close();
  }

  async measure(receivers: number, mebibytes: number): Promise<Row[]> {
    const { folder } = this.#context;
    const database = join(folder.path, 'database');
    await writeDatabase(database, mebibytes);
    const [leader] = this.#nodes;
    if (leader === undefined) throw new Error('there is no leader');
    const floors = (await this.#bareStream(database)) / 1000;
    let grown = 0;
    const ours = (await timed(async () => (grown = await this.#seed(leader, database, receivers)))) / 1000;
    const what = `${mebibytes} MiB to ${receivers} ${receivers === 1 ? 'node' : 'nodes'}`;
    const goal = receivers === 1 ? { atMost: 1.25 } : {};
    const floor = 'one TLS stream, file to file';
    const rows = [
      besideFloor({ what, unit, ours, floor: `${floor}, each`, floors: floors * receivers, ...goal }),
      bounded(
        besideFloor({
          ...{ what: `${what}: memory above idle, the most of any program`, unit: 'MiB', ours: grown },
          ...{ floor: 'the size of the seed', floors: mebibytes },
        }),
        { atMost: memoryMiBMax },
      ),
    ];
    const ssh = await startSshd(this.#context);
    if (ssh === undefined) return rows;
    const rsync = (at: number) =>
      run([
        'rsync',
        '-z',
        '--fsync',
        '--rsh',
        ['ssh', ...ssh.options].join(' '),
        database,
        `${ssh.user}@127.0.0.1:/tmp/hapy-bench-received-${at}`,
      ]);
    const rivals = await timed(async () => {
      for (let at = 0; at < receivers; at += 1) await rsync(at);
    });
    await ssh.fresh('rm -f /tmp/hapy-bench-received-*');
    const rival = 'rsync -z over ssh, one after the other';
    return [...rows, besideRival({ what, unit, ours, rival, rivals: rivals / 1000 })];
  }

  /** Packs, passes on and unpacks. Gives by how many MiB a program grew that passed it on; what packs is a program of its own. */
  async #seed(leader: NodeUnderTest, database: string, receivers: number): Promise<number> {
    const manifest = await keepAsSeed(leader.helperState, database);
    const watched = this.#watchMemory();
    await this.#relay(manifest, receivers);
    const grown = watched.stop();
    const received = this.#nodes.slice(1, receivers + 1);
    await Promise.all(received.map(({ helperState }) => takeFromSeed(helperState, manifest)));
    return grown;
  }

  /** As a run does it: to all at once, each drawn by whoever receives. */
  async #relay(manifest: SeedManifest, receivers: number): Promise<void> {
    const [leader] = this.#agents;
    const chosen = this.#nodes.slice(1, receivers + 1);
    // The right to change a node lives a minute.
    const keeping = setInterval(() => void Promise.all(chosen.map((node) => node.takeLease())), 15_000);
    await Promise.all(chosen.map((node) => node.takeLease()));
    try {
      await Promise.all(
        chosen.map((node, index) => {
          const agent = this.#agents[index + 1];
          if (leader === undefined || agent === undefined) throw new Error('there is no such node');
          const mutation = { ...node.mutation(), epoch: 1 };
          const from = { node: 'hapy1', agent: leader };
          const signal = AbortSignal.timeout(10 * 60_000);
          return relaySeed({ from, to: { node: node.name, agent }, manifest, mutation, signal });
        }),
      );
    } finally {
      clearInterval(keeping);
    }
  }

  /** By how many MiB the program that grew most has grown: agents, helpers, and this one, which relays. */
  #watchMemory() {
    const pids = [
      process.pid,
      ...this.#nodes.flatMap((node) => [node.process(0).pid ?? 0, node.process(1).pid ?? 0]),
    ];
    globalThis.gc?.();
    const before = pids.map((pid) => usedBy(pid).rssMiB);
    let most = 0;
    const look = () => {
      for (const [at, pid] of pids.entries()) most = Math.max(most, usedBy(pid).rssMiB - (before[at] ?? 0));
    };
    const timer = setInterval(look, 100);
    const stop = () => {
      clearInterval(timer);
      return most;
    };
    return { stop };
  }

  async #bareStream(database: string): Promise<number> {
    const { folder } = this.#context;
    const [node] = this.#nodes;
    const [address = ''] = this.#addresses;
    if (node === undefined) throw new Error('there is no node');
    const nodes = writeNodes(folder.under('sink'), [{ name: node.name, address, identity: node.identity }]);
    const argv = [nodes, join(folder.path, 'received')];
    const sink = await startPeer<{ readonly port: number }>(folder, 'bench/peers/tls-sink.ts', argv);
    const { rootsPem: ca, privateKeyPem: key, certificateChainPem: cert } = node.coordinator;
    const options = { ca, key, cert, checkServerIdentity: () => undefined };
    const socket = connect({ host: address, port: sink.said.port, ...options });
    await once(socket, 'secureConnect');
    return timed(async () => {
      const answered = once(socket, 'data');
      await pipeline(createReadStream(database, { highWaterMark: 256 * 1024 }), socket);
      await answered;
      socket.destroy();
    });
  }
}
