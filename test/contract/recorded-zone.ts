import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { holdsAddress } from '../../sandbox/double/network/addresses.ts';
import { RunningZone } from '../../sandbox/double/testing/running-zone.ts';
import {
  type Answer,
  createTestZone,
  endpointOf,
  nth,
  type TestZone,
  until,
} from '../../sandbox/double/testing/test-zone.ts';
import { int32, text } from '../../sandbox/double/wire/value.ts';
import { type Lan, startLan } from '../../sandbox/lan/lan.ts';

/** The session that stands in every recorded request: a throw-away one. */
const recordedSession = 'oneadmin:test-secret-hapy1\n';

/** Three nodes of the double that go the way the recorded zone went, on a lan that carries their address. */
export class RecordedZone extends RunningZone {
  readonly lan: Lan;

  private constructor(zone: TestZone, lan: Lan) {
    super(zone);
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

  override async remove(): Promise<void> {
    await this.lan.close();
    await super.remove();
  }

  override addServer(node: number, added: number): Promise<Answer> {
    const server = `SERVER=[NAME="server-${added}",ENDPOINT="${this.endpoint(added)}"]`;
    return this.ask(node, 'one.zone.addserver', int32(0), text(server));
  }

  override allocate(node: number, name: string): Promise<Answer> {
    return this.ask(node, 'one.host.allocate', text(name), text('dummy'), text('dummy'), int32(-1));
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
