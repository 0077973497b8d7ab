import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { execa } from 'execa';

import { until } from './until.ts';

export interface MachineOptions {
  readonly name: string;
  /** The path of its network namespace. */
  readonly network: string;
  /** The file system that all machines begin with; never written to. */
  readonly base: string;
  /** What this machine writes, and its logs. */
  readonly folder: string;
  /** Folders of this machine that it sees read-only, by where it sees them. */
  readonly shows: Readonly<Record<string, string>>;
  /** The same for what it may write to, devices too. */
  readonly gives?: Readonly<Record<string, string>>;
  /** For its control group, another one in each run of the lab. */
  readonly group: string;
}

export interface Ran {
  readonly status: number;
  /** Both streams in their order, without the last line end. */
  readonly output: string;
}

/** A machine with a real systemd as its first process (systemd-nspawn), on an overlay of a common file system. */
export class LabMachine {
  readonly name: string;
  readonly #options: MachineOptions;
  #container: ChildProcess | undefined;

  private constructor(options: MachineOptions) {
    this.name = options.name;
    this.#options = options;
  }

  static async create(options: MachineOptions): Promise<LabMachine> {
    const machine = new LabMachine(options);
    for (const part of ['upper', 'work', 'root'])
      await mkdir(join(options.folder, part), { recursive: true });
    const { folder, base } = options;
    const layers = `lowerdir=${base},upperdir=${join(folder, 'upper')},workdir=${join(folder, 'work')}`;
    await execa('mount', ['-t', 'overlay', 'overlay', '-o', layers, machine.root]);
    await writeFile(join(machine.root, 'etc/hostname'), `${options.name}\n`);
    return machine;
  }

  /** Its file system as this machine sees it. */
  get root(): string {
    return join(this.#options.folder, 'root');
  }

  /** Writes a file of it, whether it runs or not. */
  async write(path: string, text: string): Promise<void> {
    const target = join(this.root, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }

  /** Starts it and waits until systemd has nothing left to start. */
  async boot(): Promise<void> {
    const { name, network, folder, shows, gives = {}, group } = this.#options;
    const binds = [
      ...Object.entries(shows).map(([inside, outside]) => `--bind-ro=${outside}:${inside}`),
      ...Object.entries(gives).map(([inside, outside]) => `--bind=${outside}:${inside}`),
    ];
    const argv = [
      ...['-q', '-D', this.root, '--boot', `--machine=${name}`, `--network-namespace-path=${network}`],
      ...['--capability=CAP_NET_ADMIN,CAP_NET_RAW', '--register=no', '--keep-unit'],
      ...['--kill-signal=SIGRTMIN+3', '--resolv-conf=off', '--timezone=off', ...binds],
    ];
    const log = openSync(join(folder, 'boot.log'), 'a');
    // A control group of its own, or one machine's systemd would act on another's processes.
    const script = `for h in $CGROUPS; do mkdir -p $h && echo $$ > $h/cgroup.procs; done; exec systemd-nspawn "$@"`;
    this.#container = spawn('/bin/sh', ['-c', script, 'sh', ...argv], {
      stdio: ['ignore', log, log],
      env: { PATH: process.env['PATH'], CGROUPS: controlGroups(`${group}-${name}`).join(' ') },
    });
    await until(`${name} has booted`, async () => {
      if (this.#first() === undefined) return false;
      const { output } = await this.run('systemctl', 'is-system-running');
      return output === 'running' || output === 'degraded';
    });
  }

  /** Types a command as root. */
  async run(...words: string[]): Promise<Ran> {
    return this.runWith({}, ...words);
  }

  async runWith(
    given: {
      readonly input?: string | Uint8Array;
      readonly environment?: Readonly<Record<string, string>>;
      readonly timeoutMs?: number;
    },
    ...words: string[]
  ): Promise<Ran> {
    const first = this.#first();
    if (first === undefined) return { status: 255, output: `${this.name} does not run` };
    const environment = Object.entries({ ...own, ...given.environment }).map(
      ([key, value]) => `${key}=${value}`,
    );
    const enter = ['-t', String(first), '-m', '-u', '-i', '-n', '-p', '-C', '-r', '-w', '--'];
    const { exitCode, all } = await execa('nsenter', [...enter, 'env', '-i', ...environment, ...words], {
      reject: false,
      all: true,
      input: given.input ?? '',
      timeout: given.timeoutMs ?? 120_000,
    });
    return { status: exitCode ?? 255, output: all };
  }

  /** As when the cable is pulled out of the wall. */
  async cutPower(): Promise<void> {
    const first = this.#first();
    if (first !== undefined) process.kill(first, 'SIGKILL');
    // One that was just being started would boot, and nobody would wait for it any more.
    else this.#container?.kill('SIGKILL');
    await this.#ended();
  }

  async powerOff(): Promise<void> {
    await this.run('systemctl', 'poweroff');
    await this.#ended();
  }

  /** Ends it, whatever it does, and takes its file system away. */
  async remove(): Promise<void> {
    await this.cutPower();
    await execa('umount', [this.root], { reject: false });
    await rm(this.#options.folder, { recursive: true, force: true });
    for (const group of controlGroups(`${this.#options.group}-${this.name}`))
      await execa('rmdir', [group], { reject: false });
  }

  async #ended(): Promise<void> {
    const container = this.#container;
    if (container !== undefined && container.exitCode === null && container.signalCode === null) {
      await once(container, 'exit');
    }
    this.#container = undefined;
  }

  /** The first process of the machine, while there is one. */
  #first(): number | undefined {
    const pid = this.#container?.pid;
    if (pid === undefined || !existsSync(`/proc/${pid}/task/${pid}/children`)) return undefined;
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    // Before nspawn has made it, the shell may have a child of its own.
    if (child === undefined || child === '') return undefined;
    const command = commandOf(child);
    return /systemd|init/.test(command) && !command.includes('nspawn') ? Number(child) : undefined;
  }
}

/** Empty for a process that has ended meanwhile. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

const own = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', TERM: 'dumb', LANG: 'C.UTF-8' };

/** Of a machine, in the old hierarchies where this machine has them, else in the one. */
function controlGroups(name: string): string[] {
  const old = ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'].filter((path) => existsSync(path));
  return (old.length > 0 ? old : ['/sys/fs/cgroup']).map((path) => join(path, name));
}
