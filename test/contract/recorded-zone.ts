import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { holdsAddress } from '../../sandbox/double/network/addresses.ts';
import { type RunningOned, startOned } from '../../sandbox/double/oned/oned.ts';
import {
  type Answer,
  ask,
  configureServer,
  createTestZone,
  endpointOf,
  nth,
  raftStatusOf,
  type TestZone,
  until,
} from '../../sandbox/double/testing/test-zone.ts';
import { int32, text } from '../../sandbox/double/wire/value.ts';
import { type Lan, startLan } from '../../sandbox/lan/lan.ts';

const run = promisify(execFile);

/** The session that stands in every recorded request: a throw-away one. */
const recordedSession = 'oneadmin:test-secret-hapy1\n';

/** Three nodes of the double that go the way the recorded zone went, their oneds in this process. */
export class RecordedZone {
  readonly zone: TestZone;
  readonly lan: Lan;
  readonly #running = new Map<number, RunningOned>();

  private constructor(zone: TestZone, lan: Lan) {
    this.zone = zone;
    this.lan = lan;
  }

  static async create(): Promise<RecordedZone> {
    const zone = await createTestZone(3);
    writeFileSync(nth(zone.nodes, 0).oneAuth, recordedSession);
    for (const { oneSshDirectory } of zone.nodes) {
      const hosts = ['a', 'b', 'c', 'd', 'e', 'g'].map((letter) => `host-${letter} ssh-ed25519 AAAA\n`);
      writeFileSync(join(oneSshDirectory, 'known_hosts'), hosts.join(''));
    }
    const nodesDirectory = join(zone.directory, 'nodes');
    return new RecordedZone(zone, await startLan({ vip: zone.vip, nodesDirectory, port: 2633 }));
  }

  get network(): string {
    return this.zone.vip.split('.').slice(0, 3).join('.');
  }

  endpoint(node: number): string {
    return endpointOf(nth(this.zone.addresses, node));
  }

  get vipEndpoint(): string {
    return endpointOf(this.zone.vip);
  }

  async start(node: number, serverId: number): Promise<void> {
    if (serverId >= 0) configureServer(this.zone, node, serverId);
    this.#running.set(node, await startOned({ root: nth(this.zone.nodes, node).root }));
  }

  async stop(...nodes: readonly number[]): Promise<void> {
    for (const node of nodes) {
      await this.#running.get(node)?.stop();
      this.#running.delete(node);
    }
  }

  async remove(): Promise<void> {
    await this.stop(...this.#running.keys());
    await this.lan.close();
    this.zone.remove();
  }

  /** Backup, credentials and restore, as an administrator carries them over (opennebula.md section 1 C). */
  async seed(from: number, to: number): Promise<void> {
    const [source, target] = [nth(this.zone.nodes, from), nth(this.zone.nodes, to)];
    const dump = join(this.zone.directory, 'seed.sql');
    await run(source.onedb, ['backup', '-f', '-s', source.oneDatabase, dump]);
    cpSync(source.oneDirectory, target.oneDirectory, { recursive: true });
    await run(target.onedb, ['restore', '-f', '-s', target.oneDatabase, dump]);
  }

  ask(node: number, method: string, ...parameters: Parameters<typeof ask>[3][]): Promise<Answer> {
    return ask(this.endpoint(node), nth(this.zone.nodes, node), method, ...parameters);
  }

  addServer(node: number, added: number): Promise<Answer> {
    const server = `SERVER=[NAME="server-${added}",ENDPOINT="${this.endpoint(added)}"]`;
    return this.ask(node, 'one.zone.addserver', int32(0), text(server));
  }

  allocate(node: number, name: string): Promise<Answer> {
    return this.ask(node, 'one.host.allocate', text(name), text('dummy'), text('dummy'), int32(-1));
  }

  state(node: number): ReturnType<typeof raftStatusOf> {
    return raftStatusOf(this.zone, node);
  }

  async hostsOn(node: number, count: number): Promise<void> {
    await until(`${count} hosts are on`, async () => {
      const pool = String((await this.ask(node, 'one.hostpool.info')).value);
      return pool.split('<STATE>2</STATE><PREV_STATE>2</PREV_STATE>').length === count + 1;
    });
  }

  /** Waits until every node's own answer about the zone is the same and all logs are equally long. */
  async inSync(nodes: readonly number[]): Promise<void> {
    await until('all logs are equal', async () => {
      const all = await Promise.all(nodes.map((node) => this.state(node)));
      const [first] = all;
      return all.every((one) => one.logIndex === first?.logIndex && one.commit === one.logIndex);
    });
  }

  async vipAt(node: number): Promise<void> {
    const { root } = nth(this.zone.nodes, node);
    await until('the virtual address is there', () => holdsAddress(root, this.zone.vip));
  }

  /** A request as it was recorded, with the addresses of this zone. */
  readdressed(request: string): string {
    return request.replaceAll('10.77.0.', `${this.network}.`);
  }

  sessionOf(node: number): string {
    return readFileSync(nth(this.zone.nodes, node).oneAuth, 'utf8').trim();
  }
}
