import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { SeedManifest } from '../../../services/domain/observed.ts';
import { BeforeStore } from '../before/before-store.ts';
import { keepFile } from '../before/kept-files.ts';
import { leaveFree } from '../before/leave-free.ts';
import type { HelperConfig } from '../config.ts';
import { enforceIdentity } from '../configuration/server-configuration.ts';
import { type Identity, writeIdentity } from '../identity.ts';
import { SeedStore } from '../seeds/seed-store.ts';
import { StepContext } from './step-context.ts';
import { noStorage } from '../gluster/no-storage.ts';

export const clusterId = 'c1';

/** A node's files in a folder, and what a founding does to them one after the other. */
export class FoundedNode {
  readonly root = mkdtempSync(join(tmpdir(), 'hapy-restore-'));
  readonly config: HelperConfig;
  #log: FileHandle | undefined;

  constructor() {
    const at = (name: string) => join(this.root, name);
    this.config = {
      socket: at('helper.sock'),
      stateDirectory: at('state'),
      identityFile: at('identity.json'),
      unit: 'opennebula',
      onedProcesses: [],
      instanceAsks: true,
      firstStart: { listenAddress: '', listenMs: 0 },
      files: {
        onedConf: at('etc/oned.conf'),
        monitordConf: at('etc/monitord.conf'),
        oneAuth: at('one/.one/one_auth'),
        oneDirectory: at('one/.one'),
        oneSshDirectory: at('one/.ssh'),
        sshHostKeyDirectory: at('etc/ssh'),
        oneDatabase: at('one/one.db'),
        onedLock: at('one.lock'),
        onedLog: at('oned.log'),
        configEol: at('config.eol'),
        configEolBackup: at('config.eol.bak'),
        instancePasswords: at('instance-passwords'),
        eoleLockDirectory: at('lock'),
      },
      // It prints nothing, which means inactive.
      programs: {
        instance: '',
        instanceUnattended: '',
        ip: '',
        reconfigure: '',
        oned: '',
        onedb: '',
        mysql: '',
        systemctl: '/bin/true',
        systemdRun: '',
        creoleLock: '',
        arping: '',
        gluster: '',
        mountGlusterfs: '',
        xfsSpaceman: '',
        ...{ nft: '', iptables: '' },
      },
      storage: noStorage,
      log: { level: 'silent' },
    };
    mkdirSync(at('state'), { mode: 0o700 });
    mkdirSync(at('etc'));
    mkdirSync(at('one/.one/deep'), { recursive: true, mode: 0o750 });
    mkdirSync(at('one/.ssh'), { mode: 0o700 });
    this.write(
      'etc/oned.conf',
      '# é\nDB = [ BACKEND = "sqlite" ]\nFEDERATION = [\n  SERVER_ID = -1\n]\n',
      0o640,
    );
    this.write('etc/monitord.conf', 'NETWORK = [ MONITOR_ADDRESS = "auto" ]\n', 0o640);
    this.write('one/one.db', 'the own database', 0o600);
    this.write('one/.one/one_auth', 'oneadmin:own', 0o600);
    this.write('one/.one/deep/token', 'own', 0o400);
    this.write('one/.ssh/id_rsa', 'own key', 0o600);
    this.write('one/.ssh/id_rsa.pub', 'own public key', 0o644);
    symlinkSync('id_rsa.pub', at('one/.ssh/link'));
  }

  write(name: string, text: string, mode: number): void {
    writeFileSync(join(this.root, name), text);
    chmodSync(join(this.root, name), mode);
  }

  async context(id = clusterId): Promise<StepContext> {
    this.#log ??= await open(join(this.root, 'state/output.log'), 'a');
    const job = { actionId: 'a', program: 'restore-server', deadlineMs: 1000, startedAtMs: 0 } as const;
    const words = { seedId: '', clusterId: id, manifestJson: '', node: 'hapy2', config: this.config };
    return new StepContext({ ...job, ...words }, this.#log, new AbortController().signal);
  }

  async become(identity: Identity): Promise<void> {
    if (identity.state !== 'free') await leaveFree(this.config, identity.clusterId);
    await writeIdentity(this.config.identityFile, identity);
    await enforceIdentity(this.config.files, identity);
  }

  /** What `import-seed` does, without the programs of OpenNebula. */
  async import(seedId: string): Promise<void> {
    const before = new BeforeStore(this.config);
    const { oneDatabase, oneDirectory, oneSshDirectory } = this.config.files;
    if ((await before.content()) === undefined) {
      await before.keepContent(clusterId, async (copy) => ({
        sqlite: true,
        database: await keepFile(oneDatabase, copy),
      }));
    }
    this.write('one/one.db', `database of ${seedId}`, 0o600);
    this.write('one/one.db-journal', 'half a write', 0o600);
    for (const folder of [oneDirectory, oneSshDirectory]) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder, { mode: 0o700 });
      writeFileSync(join(folder, 'of-the-seed'), seedId);
    }
    const seeds = new SeedStore(this.config.stateDirectory);
    await seeds.record(manifestOf(seedId), 'uploaded');
    await seeds.record(manifestOf(seedId), 'imported');
  }

  /** Everything outside our own folder: names, kinds, modes and bytes. */
  facts(): string[] {
    return ['etc', 'one'].flatMap((folder) => this.#factsOf(folder));
  }

  #factsOf(path: string): string[] {
    const full = join(this.root, path);
    const found = lstatSync(full);
    const mode = (found.mode & 0o7777).toString(8);
    if (found.isSymbolicLink()) return [`${path} -> ${readlinkSync(full)}`];
    if (found.isFile()) return [`${path} ${mode} ${readFileSync(full, 'utf8')}`];
    const inside = readdirSync(full).sort();
    return [`${path}/ ${mode}`, ...inside.flatMap((name) => this.#factsOf(join(path, name)))];
  }

  /** What is left of the cluster in our own folder. */
  async remains(): Promise<unknown> {
    const seeds = new SeedStore(this.config.stateDirectory);
    const before = new BeforeStore(this.config);
    return {
      identity: JSON.parse(readFileSync(this.config.identityFile, 'utf8')) as unknown,
      seeds: [await seeds.last('imported'), await seeds.last('uploaded')],
      before: [await before.configuration(), await before.content()],
      files: readdirSync(this.config.stateDirectory).filter((name) => /before|previous/.test(name)),
    };
  }

  async remove(): Promise<void> {
    await this.#log?.close();
    rmSync(this.root, { recursive: true });
  }
}

function manifestOf(seedId: string): SeedManifest {
  const log = { lastLogIndex: -1, lastLogTerm: -1, servers: [] };
  return { seedId, clusterId, runId: 'r', sha256: '', sizeBytes: 1, contentDigest: seedId, ...log };
}
