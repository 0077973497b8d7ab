import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { SeedManifest } from '../../../services/domain/observed.ts';
import type { HelperConfig } from '../config.ts';
import { eolePlaces } from '../places.ts';
import { SeedStore } from '../seeds/seed-store.ts';
import { exportSeed } from './export-seed.ts';
import { importSeed } from './import-seed.ts';
import { StepContext } from './step-context.ts';
import { noStorage } from '../gluster/no-storage.ts';

const clusterId = 'c1';

/** A node in a folder, for tests of what makes and restores seeds. `onedb` is the text of its stand-in. */
export class SeedingNode {
  readonly root = mkdtempSync(join(tmpdir(), 'hapy-seeding-'));
  readonly config: HelperConfig;
  readonly name: string;
  #log: FileHandle | undefined;

  constructor(name: string, onedConf: string, onedb: string) {
    this.name = name;
    const at = (path: string) => join(this.root, path);
    const files = Object.fromEntries(
      Object.entries(eolePlaces.files).map(([key, path]) => [key, at(path.slice(1))]),
    );
    this.config = {
      socket: at('helper.sock'),
      stateDirectory: at('state'),
      identityFile: at('identity.json'),
      unit: 'opennebula',
      onedProcesses: [],
      instanceAsks: true,
      firstStart: { listenAddress: '', listenMs: 0 },
      files: files as HelperConfig['files'],
      programs: {
        ...eolePlaces.programs,
        onedb: at('onedb'),
        // It prints nothing, which means inactive.
        systemctl: '/bin/true',
        systemdRun: '',
      },
      storage: noStorage,
      log: { level: 'silent' },
    };
    mkdirSync(at('state'), { mode: 0o700 });
    this.write(this.config.files.onedConf, onedConf);
    this.write(this.config.files.oneAuth, `oneadmin:of-${name}\n`);
    this.write(join(this.config.files.oneSshDirectory, 'id_rsa'), `key of ${name}`);
    this.write(at('onedb'), onedb, 0o755);
  }

  write(path: string, text: string, mode = 0o600): void {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
  }

  read(path: string): string | undefined {
    return existsSync(path) ? readFileSync(path, 'latin1') : undefined;
  }

  /** Everything that the programs have told those who follow them. */
  get told(): string {
    return readFileSync(join(this.root, 'state/output.log'), 'utf8');
  }

  async export(seedId: string): Promise<SeedManifest> {
    const draft = { seedId, clusterId, runId: 'r', sha256: '', sizeBytes: 0, contentDigest: '' };
    const manifestJson = JSON.stringify({ ...draft, lastLogIndex: -1, lastLogTerm: -1, servers: [] });
    await exportSeed(await this.#context({ program: 'export-seed', seedId, manifestJson, compress: true }));
    return this.seeds.manifest(seedId);
  }

  /** Takes another node's seed, as an upload would. */
  async receive(from: SeedingNode, manifest: SeedManifest): Promise<void> {
    const folder = await this.seeds.workFolder(manifest.seedId);
    await cp(from.seeds.bundle(manifest.seedId), join(folder, 'bundle.tar'));
    await this.seeds.keep(manifest, 'uploaded');
  }

  async import(seedId: string): Promise<void> {
    await importSeed(await this.#context({ program: 'import-seed', seedId, manifestJson: '' }));
  }

  get seeds(): SeedStore {
    return new SeedStore(this.config.stateDirectory);
  }

  async remove(): Promise<void> {
    await this.#log?.close();
    rmSync(this.root, { recursive: true });
  }

  async #context(job: {
    readonly program: 'export-seed' | 'import-seed';
    readonly seedId: string;
    readonly manifestJson: string;
    readonly compress?: boolean;
  }): Promise<StepContext> {
    this.#log ??= await open(join(this.root, 'state/output.log'), 'a', 0o600);
    const about = { actionId: 'a', deadlineMs: 60_000, startedAtMs: 0, clusterId, node: this.name };
    return new StepContext(
      { ...about, ...job, config: this.config },
      this.#log,
      new AbortController().signal,
    );
  }
}
