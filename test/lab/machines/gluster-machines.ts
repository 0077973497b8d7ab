import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { debianWithGlusterfs } from './debian.ts';
import { LabMachine } from './lab-machine.ts';
import { LabNetwork } from './lab-network.ts';
import { succeed } from './cluster-facts.ts';

const checkout = join(import.meta.dirname, '../../..');

/** Machines with a real systemd and a real glusterd each, in a network of their own. */
export class GlusterMachines {
  readonly machines: LabMachine[] = [];
  readonly network: LabNetwork;
  readonly #folder: string;
  readonly #prefix: string;
  readonly #base: string;

  private constructor(folder: string, prefix: string, base: string, network: LabNetwork) {
    this.#folder = folder;
    this.#prefix = prefix;
    this.#base = base;
    this.network = network;
  }

  static async create(count: number): Promise<GlusterMachines> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'hapy-lab-')));
    const prefix = `hapyg-${process.pid}`;
    const base = await debianWithGlusterfs(checkout);
    const servers = new GlusterMachines(folder, prefix, base, await LabNetwork.create(prefix));
    try {
      for (let number = 1; number <= count; number += 1) await servers.#add(number, count);
      await Promise.all(servers.machines.map((machine) => servers.start(machine)));
      return servers;
    } catch (error) {
      await servers.remove();
      throw error;
    }
  }

  server(number: number): LabMachine {
    const machine = this.machines[number - 1];
    if (machine === undefined) throw new Error(`no hapy${number}`);
    return machine;
  }

  /** Boots a machine and waits for its glusterd. */
  async start(machine: LabMachine): Promise<void> {
    await machine.boot();
    await succeed(machine.run('systemctl', 'start', 'glusterd'));
  }

  async #add(number: number, count: number): Promise<void> {
    const name = `hapy${number}`;
    const folder = join(this.#folder, name);
    const bricks = join(this.#folder, `bricks-${name}`);
    await mkdir(bricks);
    const machine = await LabMachine.create({
      name,
      network: await this.network.plug(name, addressOf(number)),
      base: this.#base,
      folder,
      shows: {},
      gives: { '/srv/gluster/one': bricks, '/dev/fuse': '/dev/fuse' },
      group: this.#prefix,
    });
    this.machines.push(machine);
    const lines = Array.from({ length: count }, (_, index) => {
      const peer = `hapy${index + 1}`;
      return `${addressOf(index + 1)} ${peer}.ac-test.fr ${peer}`;
    });
    await machine.write('/etc/hosts', ['127.0.0.1 localhost', ...lines, ''].join('\n'));
  }

  async remove(): Promise<void> {
    for (const machine of this.machines) await machine.remove();
    await this.network.remove();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export function addressOf(number: number): string {
  return `192.168.7.${10 + number}`;
}
