import { createHmac } from 'node:crypto';
import { stat, statfs } from 'node:fs/promises';

import type { HostFailure, ProcessStatus, SeedManifest } from '../../services/domain/observed.ts';
import { readIfPresent } from '../durable-file.ts';
import { type ConfiguredKeys, readConfiguredKeys } from './configuration/server-configuration.ts';
import type { HelperConfig } from './config.ts';
import type { DatabaseContent } from './database/database-content.ts';
import { readDatabase } from './database/database-content.ts';
import { type Identity, readIdentity, type unreadable } from './identity.ts';
import { readHostFailures } from './oned-log.ts';
import { processStatusOf } from './programs/oned-programs.ts';
import { runCommand } from './programs/run-command.ts';
import { SeedStore } from './seeds/seed-store.ts';
import { readSshFacts, type SshFacts } from './ssh/peer-files.ts';

/** Everything about the node that only root can see, at one moment. */
export interface NodeFacts {
  readonly instanceDone: boolean;
  readonly configurationPending: boolean;
  readonly identity: Identity | typeof unreadable;
  readonly configured: ConfiguredKeys;
  readonly onedProcess: ProcessStatus;
  readonly database: DatabaseContent | undefined;
  readonly databaseBytes: number;
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly hostFailures: readonly HostFailure[];
  readonly ssh: SshFacts;
  readonly oneAuthDigest: string;
  readonly oneKeyDigest: string;
  readonly exported: SeedManifest | undefined;
  readonly uploaded: SeedManifest | undefined;
  readonly imported: SeedManifest | undefined;
}

const systemctlTimeoutMs = 10_000;

/** Reads the facts, and reads the database again only when its file has changed. */
export class NodeFactsReader {
  readonly #config: HelperConfig;
  readonly #seeds: SeedStore;
  #database: { readonly version: string; readonly content: DatabaseContent | undefined } | undefined;

  constructor(config: HelperConfig) {
    this.#config = config;
    this.#seeds = new SeedStore(config.stateDirectory);
  }

  async read(clusterId: string, node: string): Promise<NodeFacts> {
    const { files, identityFile, stateDirectory } = this.#config;
    const [backup, current] = await Promise.all([
      readIfPresent(files.configEolBackup),
      readIfPresent(files.configEol),
    ]);
    const [identity, configured, onedProcess, ssh, space, found] = await Promise.all([
      readIdentity(identityFile),
      readConfiguredKeys(files),
      this.#onedProcess(),
      readSshFacts({ ...files, stateDirectory }),
      statfs(stateDirectory),
      stat(files.oneDatabase).catch(() => undefined),
    ]);
    const [exported, uploaded, imported] = await Promise.all([
      this.#seeds.last('exported'),
      this.#seeds.last('uploaded'),
      this.#seeds.last('imported'),
    ]);
    return {
      instanceDone: backup !== undefined,
      configurationPending: backup !== undefined && backup !== current,
      identity,
      configured,
      onedProcess,
      database: this.#databaseContent(configured.databaseBackend, found, node),
      databaseBytes: found?.size ?? 0,
      freeBytes: space.bavail * space.bsize,
      totalBytes: space.blocks * space.bsize,
      hostFailures: await readHostFailures(files.onedLog),
      ssh,
      oneAuthDigest: await digestOfFile(files.oneAuth, clusterId),
      oneKeyDigest: await digestOfFile(`${files.oneDirectory}/one_key`, clusterId),
      exported,
      uploaded,
      imported,
    };
  }

  async #onedProcess(): Promise<ProcessStatus> {
    const argv = [this.#config.programs.systemctl, 'is-active', this.#config.unit];
    const { output } = await runCommand(argv, { signal: AbortSignal.timeout(systemctlTimeoutMs) });
    return processStatusOf(output);
  }

  #databaseContent(
    backend: string,
    found: Awaited<ReturnType<typeof stat>> | undefined,
    node: string,
  ): DatabaseContent | undefined {
    if (backend !== 'sqlite' || found === undefined || Number(found.size) === 0) return undefined;
    const version = [found.ino, found.size, found.mtimeMs, node].join(' ');
    if (this.#database?.version === version) return this.#database.content;
    try {
      this.#database = { version, content: readDatabase(this.#config.files.oneDatabase, node) };
    } catch {
      // Busy with a long write, or half copied: what was read before is nearer the truth than nothing, and
      // the next reading tries again.
      this.#database = { version: '', content: this.#database?.content };
    }
    return this.#database.content;
  }
}

/** A digest that can be compared within one cluster and says nothing outside it; '' without a file. */
async function digestOfFile(path: string, clusterId: string): Promise<string> {
  const text = await readIfPresent(path);
  return text === undefined ? '' : createHmac('sha256', clusterId).update(text.trim()).digest('hex');
}
