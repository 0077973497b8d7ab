import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { stringify } from 'yaml';

import { createSqliteEnrolmentStore } from '../../coordinator/enrolment/sqlite-enrolment-store.ts';
import type { CertificateRecord } from '../../coordinator/enrolment/enrolment-store.ts';
import { callUnary, connectWithClaim } from '../../services/rpc/client.ts';
import {
  CoordinatorServiceClient,
  type TokenSummary,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { killOwn, type OwnProcess, startOwn } from './own-processes.ts';

export interface CoordinatorPlace {
  readonly address: string;
  readonly port: number;
}

/** A coordinator as its own process, initialised for three nodes, that may be killed and started again. */
export class RealCoordinator {
  readonly folder: string;
  readonly place: CoordinatorPlace;
  readonly stateDirectory: string;
  readonly #prefix: readonly string[];
  #process: OwnProcess | undefined;

  private constructor(folder: string, place: CoordinatorPlace, prefix: readonly string[]) {
    this.folder = folder;
    this.place = place;
    this.stateDirectory = join(folder, 'state');
    this.#prefix = prefix;
  }

  /**
   * Makes its folder and initialises it; it does not run yet.
   *
   * @param o prepare is called with the empty state folder, for instance to mount something there
   */
  static async create(
    o: {
      readonly place?: CoordinatorPlace;
      readonly prefix?: readonly string[];
      readonly prepare?: (stateDirectory: string) => Promise<void>;
    } = {},
  ): Promise<RealCoordinator> {
    const folder = await mkdtemp(join(tmpdir(), 'hapy-real-'));
    const place = o.place ?? (await freePlace());
    const coordinator = new RealCoordinator(folder, place, o.prefix ?? []);
    await mkdir(coordinator.stateDirectory, { mode: 0o700 });
    await o.prepare?.(coordinator.stateDirectory);
    await coordinator.#writeFiles();
    const init = coordinator.#launch(['init', '--config', 'coordinator.yaml', '--spec', 'cluster.yaml']);
    assert.deepEqual(await init.ended, { exitCode: 0, signal: null }, init.output());
    return coordinator;
  }

  get pid(): number | undefined {
    return this.#process?.child.pid;
  }

  get output(): string {
    return this.#process?.output() ?? '';
  }

  get runs(): boolean {
    const child = this.#process?.child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  async start(): Promise<void> {
    const serving = this.#launch(['serve', '--config', 'coordinator.yaml'], true);
    this.#process = serving;
    const ready = once(serving.child, 'message').then(() => true);
    const isReady = await Promise.race([ready, serving.ended.then(() => false)]);
    assert.ok(isReady, `the coordinator does not start: ${serving.output()}`);
  }

  /** As a power cut would end it; the next `start` waits for that end. */
  kill(): void {
    this.#process?.child.kill('SIGKILL');
  }

  async restartIfDead(): Promise<void> {
    const { child, ended } = this.#process ?? {};
    if (child === undefined || ended === undefined || !child.killed) return;
    await ended;
    await this.start();
  }

  /** Leaves its folder, to be looked into or unmounted. */
  async end(): Promise<void> {
    if (this.#process !== undefined) await killOwn(this.#process);
  }

  async remove(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  async createToken(node = 'hapy2'): Promise<string> {
    return this.#call(async (client) => {
      const request = { node, ttlSeconds: 3_600 };
      const settings = { deadlineMs: 20_000, what: 'CreateToken' };
      return (await callUnary(client.createToken.bind(client), request, settings)).token;
    });
  }

  /** What `hapyctl token list` shows. */
  async tokens(): Promise<readonly TokenSummary[]> {
    return this.#call(async (client) => {
      const settings = { deadlineMs: 20_000, what: 'ListTokens' };
      return (await callUnary(client.listTokens.bind(client), {}, settings)).tokens;
    });
  }

  /** Looks into the database itself, which must be whole. */
  certificatesOf(tokenId: string): CertificateRecord[] {
    const database = new DatabaseSync(join(this.stateDirectory, 'coordinator.db'), { readOnly: true });
    try {
      assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
      const certificates = createSqliteEnrolmentStore(database).listCertificates();
      return certificates.filter((certificate) => certificate.tokenId === tokenId);
    } finally {
      database.close();
    }
  }

  async #call<T>(ask: (client: CoordinatorServiceClient) => Promise<T>): Promise<T> {
    const target = connectWithClaim(join(this.folder, 'c.sock'), join(this.folder, 'claims'));
    const client = new CoordinatorServiceClient(target.address, target.credentials, target.options);
    try {
      return await ask(client);
    } finally {
      client.close();
    }
  }

  #launch(argv: readonly string[], ipc = false): OwnProcess {
    const { folder: directory } = this;
    return startOwn({ main: 'coordinator/main.ts', argv, directory, ipc, prefix: this.#prefix });
  }

  async #writeFiles(): Promise<void> {
    const network = this.place.address.replace(/\.\d+$/, '');
    const nodes = [1, 2, 3].map((number) => {
      const address = number === 1 ? this.place.address : `${network}.${200 + number}`;
      return { name: `hapy${number}`, fqdn: `hapy${number}.lycee.lan`, address };
    });
    const vip = { address: `${network}.200`, name: 'hapy.lycee.lan' };
    await writeFile(join(this.folder, 'cluster.yaml'), stringify({ nodes, vip }));
    const config = {
      listen: this.place,
      stateDirectory: this.stateDirectory,
      socket: join(this.folder, 'c.sock'),
      claimsDirectory: join(this.folder, 'claims'),
      administrators: 'own-account',
      log: { level: 'warn' },
    };
    await writeFile(join(this.folder, 'coordinator.yaml'), stringify(config));
  }
}

/** An address of this machine that is ours alone, so that its ports are free for restarts. */
async function freePlace(): Promise<CoordinatorPlace> {
  const address = `127.${100 + (process.pid % 100)}.${(process.pid >> 7) % 256}.11`;
  const server = createServer();
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return { address, port };
}
