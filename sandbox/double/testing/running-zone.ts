import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningOned, startOned } from '../oned/oned.ts';
import { int32, text } from '../wire/value.ts';
import {
  addServer,
  agreedLeader,
  type Answer,
  ask,
  configureServer,
  endpointOf,
  nth,
  type RaftStatus,
  raftStatusOf,
  type TestZone,
} from './test-zone.ts';

const run = promisify(execFile);

/** Some nodes whose oneds run in this process, handled as an administrator handles them, with no guard. */
export class RunningZone {
  readonly zone: TestZone;
  readonly #running = new Map<number, RunningOned>();

  constructor(zone: TestZone) {
    this.zone = zone;
  }

  /** Writes the id into oned.conf and starts oned; -1 leaves oned.conf as it is. */
  async start(index: number, serverId: number): Promise<void> {
    if (serverId >= 0) configureServer(this.zone, index, serverId);
    this.#running.set(index, await startOned({ root: nth(this.zone.nodes, index).root }));
  }

  async stop(...indexes: readonly number[]): Promise<void> {
    for (const index of indexes) {
      await this.#running.get(index)?.stop();
      this.#running.delete(index);
    }
  }

  /** As kill -9: the lock and the virtual address stay. */
  async kill(index: number): Promise<void> {
    await this.#running.get(index)?.kill();
    this.#running.delete(index);
  }

  /** Dump and credentials of one node into another: opennebula.md section 1 C, steps 2 to 4. */
  async seed(from: number, to: number): Promise<void> {
    const [source, target] = [nth(this.zone.nodes, from), nth(this.zone.nodes, to)];
    const dump = join(this.zone.directory, 'seed.sql');
    await run(source.onedb, ['backup', '-f', '-s', source.oneDatabase, dump]);
    cpSync(source.oneDirectory, target.oneDirectory, { recursive: true });
    await run(target.onedb, ['restore', '-f', '-s', target.oneDatabase, dump]);
  }

  ask(index: number, method: string, ...parameters: Parameters<typeof ask>[3][]): Promise<Answer> {
    const { zone } = this;
    return ask(endpointOf(nth(zone.addresses, index)), nth(zone.nodes, index), method, ...parameters);
  }

  state(index: number): Promise<RaftStatus> {
    return raftStatusOf(this.zone, index);
  }

  addServer(at: number, added: number): Promise<Answer> {
    return addServer(this.zone, at, added);
  }

  allocate(index: number, name: string): Promise<Answer> {
    return this.ask(index, 'one.host.allocate', text(name), text('kvm'), text('kvm'), int32(-1));
  }

  /** The names of the hosts in a node's own copy, newest first. */
  async hosts(index: number): Promise<string[]> {
    const pool = String((await this.ask(index, 'one.hostpool.info')).value);
    return [...pool.matchAll(/<NAME>([^<]*)<\/NAME>/g)].map((found) => found[1] ?? '');
  }

  /** Solo, all servers named, one seed for all, all started; gives who leads. */
  async found(count: number): Promise<number> {
    const all = Array.from({ length: count }, (_, index) => index);
    await this.start(0, -1);
    for (const index of all) await this.addServer(0, index);
    await this.stop(0);
    for (const index of all.slice(1)) await this.seed(0, index);
    for (const index of all) await this.start(index, index);
    return agreedLeader(this.zone, all);
  }

  /** A zone of one server, led. */
  async leadAlone(): Promise<void> {
    await this.start(0, -1);
    await this.addServer(0, 0);
    await this.stop(0);
    await this.start(0, 0);
    await agreedLeader(this.zone, [0]);
  }

  async remove(): Promise<void> {
    await this.stop(...this.#running.keys());
    this.zone.remove();
  }
}
