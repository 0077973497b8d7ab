import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { execa } from 'execa';

const portsMax = 5;

/** A real MariaDB server in a folder, on a port of 127.0.0.1 of its own. */
export class MariaDb {
  readonly port: number;
  readonly #folder: string;
  readonly #server: ChildProcess;

  private constructor(folder: string, port: number, server: ChildProcess) {
    this.#folder = folder;
    this.port = port;
    this.#server = server;
  }

  static async start(): Promise<MariaDb> {
    const folder = mkdtempSync(join(tmpdir(), 'hapy-mariadb-'));
    const data = join(folder, 'data');
    mkdirSync(data);
    // Its own temporary tables too: two servers that are made at the same moment take each other's away in a common folder.
    const common = ['--no-defaults', '--user=root', `--datadir=${data}`, `--tmpdir=${folder}`];
    await execa('mysql_install_db', [
      ...common,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ]);
    for (let tries = 1; ; tries += 1) {
      const port = await freePort();
      const own = [`--socket=${folder}/s`, `--port=${port}`, '--bind-address=127.0.0.1'];
      const server = spawn('mariadbd', [...common, ...own, '--innodb-buffer-pool-size=32M'], {
        stdio: 'ignore',
      });
      const database = new MariaDb(folder, port, server);
      while (!database.#hasEnded()) {
        if (await database.#answers()) return database;
        await delay(100);
      }
      // A port that was free may be somebody's connection by the time that the server asks for it.
      if (tries === portsMax) throw new Error(`mariadbd ended ${portsMax} times in ${folder}`);
    }
  }

  #hasEnded(): boolean {
    return this.#server.exitCode !== null || this.#server.signalCode !== null;
  }

  /** Runs SQL as root. */
  async run(sql: string): Promise<string> {
    const own = [
      '--no-defaults',
      '-u',
      'root',
      `--socket=${this.#folder}/s`,
      '--default-character-set=utf8mb4',
    ];
    const { stdout, stderr, failed } = await execa('mysql', own, { input: sql, reject: false });
    if (failed) throw new Error(`mysql: ${stderr.slice(-300)}`);
    return stdout;
  }

  async stop(): Promise<void> {
    if (!this.#hasEnded()) {
      this.#server.kill('SIGKILL');
      await once(this.#server, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    return this.run('SELECT 1').then(
      () => true,
      () => false,
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
