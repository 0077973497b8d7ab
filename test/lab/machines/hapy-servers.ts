import { copyFile, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import { type BuiltPackages, buildNew, buildOld } from './built-packages.ts';
import { debianBase, debianWithGlusterfs } from './debian.ts';
import { LabMachine, type Ran } from './lab-machine.ts';
import { LabNetwork } from './lab-network.ts';

const checkout = join(import.meta.dirname, '../../..');
const hosts = [
  ['192.168.0.116', 'hapy1.ac-test.fr hapy1'],
  ['192.168.0.117', 'hapy2.ac-test.fr hapy2'],
  ['192.168.0.118', 'hapy3.ac-test.fr hapy3'],
  ['192.168.0.119', 'hapy4.ac-test.fr hapy4'],
  ['192.168.0.120', 'one.ac-test.fr one'],
] as const;
const faketime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
/** As they are called on the first server. */
const configurations = ['a.eol', 'b.eol', 'c.eol', 'd.eol'];

interface Given {
  readonly now: BuiltPackages;
  readonly before: BuiltPackages;
  readonly folder: string;
  readonly network: LabNetwork;
  /** The file system that the machines begin with. */
  readonly base: string;
  readonly stores: boolean;
  readonly count: number;
}

/** Three machines, or four, with a freshly installed Debian and the config.eol of a Hâpy, in a network of their own. */
export class HapyServers {
  readonly machines: LabMachine[] = [];
  readonly now: BuiltPackages;
  readonly before: BuiltPackages;
  readonly #given: Given;
  readonly #folder: string;
  readonly #network: LabNetwork;
  #outside = '';

  private constructor(given: Given) {
    this.#given = given;
    this.now = given.now;
    this.before = given.before;
    this.#folder = given.folder;
    this.#network = given.network;
  }

  /** With `glusterfs` each has a glusterd and a disk for its brick; `upgrades` builds the packages of the commit before. */
  static async create(
    o: { readonly glusterfs?: boolean; readonly upgrades?: boolean; readonly count?: 3 | 4 } = {},
  ): Promise<HapyServers> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'hapy-lab-')));
    const prefix = `hapy-${process.pid}`;
    const base = await (o.glusterfs === true ? debianWithGlusterfs : debianBase)(checkout);
    const packages = join(folder, 'packages');
    await mkdir(packages);
    const now = await buildNew(packages);
    const { upgrades = o.glusterfs !== true, count = 3 } = o;
    const stores = o.glusterfs === true;
    const before = upgrades ? await buildOld(packages) : now;
    const network = await LabNetwork.create(prefix);
    const servers = new HapyServers({ now, before, folder, network, base, stores, count });
    const { machines } = servers;
    try {
      for (const [index, [address]] of hosts.slice(0, count).entries())
        machines.push(await servers.#bring(index, await network.plug(`hapy${index + 1}`, address)));
      servers.#outside = await network.plug('outside', '192.168.0.200');
      await Promise.all(machines.map((machine) => servers.#boot(machine)));
      return servers;
    } catch (error) {
      await servers.remove();
      throw error;
    }
  }

  /** What the machine of this place needs to be a Hâpy's; nothing of it was there before. */
  async #bring(index: number, network: string): Promise<LabMachine> {
    const { base, folder, stores, count } = this.#given;
    const name = `hapy${index + 1}`;
    const machine = await LabMachine.create({
      name,
      network,
      base,
      folder: join(folder, name),
      shows: { '/packages': join(folder, 'packages') },
      gives: stores ? await brickPlaces(folder, name) : {},
      group: `hapy-${process.pid}`,
    });
    await makeHapy(machine, index, count);
    // For a server on which it is another day: preloaded by whoever wants that.
    await copyFile(faketime, join(machine.root, 'usr/lib/libfaketime.so.1'));
    return machine;
  }

  async #boot(machine: LabMachine): Promise<void> {
    await machine.boot();
    if (this.#given.stores) await machine.run('systemctl', 'enable', '--now', 'glusterd');
  }

  /** A server loses its power and is never seen again: another machine stands in its place, with empty disks. */
  async exchange(number: 2 | 3): Promise<LabMachine> {
    const index = number - 1;
    await this.server(number).remove();
    await rm(join(this.#folder, `disk-hapy${number}`), { recursive: true, force: true });
    const network = await this.#network.plugAnew(`hapy${number}`, hosts[index]?.[0] ?? '');
    const machine = await this.#bring(index, network);
    this.machines[index] = machine;
    await this.#boot(machine);
    return machine;
  }

  /** Who belongs to the cluster, as a person writes it with gen_config on each of them. */
  async configure(names: readonly string[]): Promise<void> {
    for (const [index, name] of names.entries()) {
      const machine = this.server(Number(name.slice(-1)) as 1 | 2 | 3 | 4);
      await machine.write('/etc/eole/config.eol', await configEol({ name, index, nodes: names }));
    }
  }

  /** Pulls out the cable of a server. */
  pull(name: string): Promise<void> {
    return this.#network.cable(name, 'down');
  }

  /** Puts it back. */
  plug(name: string): Promise<void> {
    return this.#network.cable(name, 'up');
  }

  /** By number as in their names, from 1. */
  server(number: 1 | 2 | 3 | 4): LabMachine {
    const machine = this.machines[number - 1];
    if (machine === undefined) throw new Error(`no hapy${number}`);
    return machine;
  }

  /** The path on a machine of a package of ours. */
  package(name: string, build: BuiltPackages = this.now): string {
    const apart = name === 'hapy-opennebula-double' ? 'sandbox/' : '';
    return `/packages/${build.folder}/${apart}${name}_${build.version}_amd64.deb`;
  }

  /** By dpkg, as from a stick: nothing can be fetched. */
  install(machine: LabMachine, names: readonly string[], build = this.now): Promise<Ran> {
    return machine.run('dpkg', '-i', ...names.map((name) => this.package(name, build)));
  }

  /** Types `hapyctl …` on the first server. */
  hapyctl(...words: string[]): Promise<Ran> {
    return this.server(1).runWith({ timeoutMs: 300_000 }, 'hapyctl', ...words);
  }

  /** The network namespace of a machine, or of the one outside the cluster, by its name. */
  namespaceOf(name: string): string {
    return this.#network.namespaceOf(name);
  }

  /** The switch's end of a machine's cable: pulled, its own end shows it as real hardware does. */
  setCable(name: string, state: 'up' | 'down'): Promise<void> {
    return this.#network.setCable(name, state);
  }

  /** The switch loses what comes from a machine, or what is meant for it. */
  losesFrames(name: string, way: 'from' | 'to'): Promise<void> {
    return this.#network.losesFrames(name, way);
  }

  keepsFrames(): Promise<void> {
    return this.#network.keepsFrames();
  }

  /** Whether a machine that is no node of the cluster can open a port. */
  async knock(address: string, port: number): Promise<'open' | 'closed'> {
    const script = `exec 3<>/dev/tcp/${address}/${port}`;
    const { exitCode } = await execa(
      'nsenter',
      [`--net=${this.#outside}`, 'timeout', '3', 'bash', '-c', script],
      {
        reject: false,
      },
    );
    return exitCode === 0 ? 'open' : 'closed';
  }

  async remove(): Promise<void> {
    for (const machine of this.machines) await machine.remove();
    await this.#network.remove();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What stands for a disk of its own, and what FUSE needs. */
async function brickPlaces(folder: string, name: string): Promise<Readonly<Record<string, string>>> {
  const disk = join(folder, `disk-${name}`);
  await mkdir(disk);
  return { '/srv/gluster/one': disk, '/dev/fuse': '/dev/fuse' };
}

/** What makes a Debian a Hâpy for us: where EOLE is, its configuration, and names that are resolved. */
async function makeHapy(machine: LabMachine, index: number, count: number): Promise<void> {
  const lines = ['127.0.0.1 localhost', ...hosts.map((line) => line.join(' '))];
  await machine.write('/etc/hosts', `${lines.join('\n')}\n`);
  await machine.write('/usr/share/eole/release', '2.9.0\n');
  const nodes = Array.from({ length: count }, (_, at) => `hapy${at + 1}`);
  const eol = (at: number) => configEol({ name: `hapy${at + 1}`, index: at, nodes });
  await machine.write('/etc/eole/config.eol', await eol(index));
  if (index > 0) return;
  for (const [at, name] of configurations.slice(0, count).entries())
    await machine.write(`/root/${name}`, await eol(at));
}

/** What gen_config has saved on a server: an example where it tells the same, else one with another list, name or index. */
async function configEol(o: {
  readonly name: string;
  readonly index: number;
  readonly nodes: readonly string[];
}): Promise<string> {
  const number = Number(o.name.slice(-1));
  const example = join(checkout, 'sandbox/examples', configurations[Math.min(number, 3) - 1] ?? '');
  const text = await readFile(example, 'utf8');
  if (o.nodes.join(' ') === 'hapy1 hapy2 hapy3') return text;
  const variables = JSON.parse(text) as Record<string, { val: unknown }>;
  const own = {
    one_nodes: o.nodes,
    nom_machine: o.name,
    one_ha_server_index: o.index,
    adresse_ip_eth0: hosts[number - 1]?.[0],
  };
  for (const [key, val] of Object.entries(own)) variables[key] = { ...variables[key], val };
  return JSON.stringify(variables, undefined, 2);
}
