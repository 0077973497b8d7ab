import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';

import { execa } from 'execa';

import type { Ran } from './lab-machine.ts';
import { until } from './until.ts';

/** Debian's docker in a network namespace and a folder of its own: nothing of this machine's is changed. */
export class Docker {
  readonly #folder: string;
  readonly #namespace: string;
  readonly #environment: Readonly<Record<string, string>>;
  #daemon: ChildProcess | undefined;

  private constructor(folder: string, namespace: string, environment: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#namespace = namespace;
    const host = `unix://${join(folder, 'docker.sock')}`;
    // Without BuildKit, which Debian's client has not got.
    this.#environment = { ...environment, DOCKER_HOST: host, DOCKER_BUILDKIT: '0' };
  }

  static async start(
    folder: string,
    namespace: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<Docker> {
    const docker = new Docker(folder, namespace, environment);
    await execa('ip', ['netns', 'add', namespace]);
    await execa('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
    const log = openSync(join(folder, 'dockerd.log'), 'a');
    const places = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
    const own = [
      '-H',
      `unix://${join(folder, 'docker.sock')}`,
      '-p',
      join(folder, 'pid'),
      '--bip',
      '10.98.0.1/24',
    ];
    // Not `ip netns exec`, which hides the control groups that dockerd needs.
    docker.#daemon = spawn(
      'nsenter',
      [`--net=/run/netns/${namespace}`, '/usr/sbin/dockerd', ...places, ...own],
      {
        stdio: ['ignore', log, log],
      },
    );
    await until(
      'docker answers',
      async () => existsSync(join(folder, 'docker.sock')) && (await docker.run('version')).status === 0,
    );
    return docker;
  }

  /** An image of a folder with a whole file system. */
  async importImage(root: string, name: string): Promise<void> {
    const tar = execa('tar', ['-C', root, '-c', '.'], { encoding: 'buffer', buffer: false });
    await execa('/usr/bin/docker', ['import', '-', name], { input: tar.stdout, env: this.#environment });
    await tar;
  }

  run(...words: string[]): Promise<Ran> {
    return this.#ran('/usr/bin/docker', words, '/');
  }

  /** docker-compose in a folder with a docker-compose.yml. */
  compose(folder: string, ...words: string[]): Promise<Ran> {
    return this.#ran('/usr/bin/docker-compose', words, folder);
  }

  async remove(): Promise<void> {
    const daemon = this.#daemon;
    if (daemon !== undefined && daemon.exitCode === null) {
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
    const { stdout } = await execa('findmnt', ['--raw', '--noheadings', '--output', 'TARGET']);
    const mounts = stdout.split('\n').filter((path) => path.startsWith(`${this.#folder}/`));
    for (const mount of mounts.reverse()) await execa('umount', ['-l', mount], { reject: false });
    await execa('ip', ['netns', 'del', this.#namespace], { reject: false });
  }

  async #ran(program: string, words: readonly string[], cwd: string): Promise<Ran> {
    const { exitCode, all } = await execa(program, words, {
      ...{ cwd, env: this.#environment, reject: false, all: true, stdin: 'ignore', timeout: 300_000 },
    });
    return { status: exitCode ?? 255, output: all };
  }
}
