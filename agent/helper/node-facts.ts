import { createHmac } from 'node:crypto';
import { dirname } from 'node:path';

import type { HostFailure, PeersOnly, ProcessStatus, SeedManifest } from '../../services/domain/observed.ts';
import type { ReadClusterVariablesResponse } from '../../services/rpc/gen/hapy/helper/v1/helper.ts';
import { readIfPresent } from '../durable-file.ts';
import { readClusterVariables } from './cluster-variables.ts';
import { type ConfiguredKeys, readConfiguredKeys } from './configuration/server-configuration.ts';
import type { HelperConfig } from './config.ts';
import type { DatabaseContent } from './database/content-collector.ts';
import { DatabaseFactsReader } from './database-facts.ts';
import { scarcestSpace } from './disk-space.ts';
import { FirewallRules } from './firewall-rules.ts';
import { type Identity, readIdentity, type unreadable } from './identity.ts';
import { readHostFailures } from './oned-log.ts';
import { OnedVersion } from './programs/oned-version.ts';
import { SeedStore } from './seeds/seed-store.ts';
import { heldSystemLock } from './system-lock.ts';
import { readSshFacts, type SshFacts } from './ssh/peer-files.ts';
import { UnitStates } from './unit-states.ts';

/** Everything about the node that only root can see, at one moment. */
export interface NodeFacts {
  readonly instanceDone: boolean;
  readonly configurationPending: boolean;
  readonly identity: Identity | typeof unreadable;
  readonly configured: ConfiguredKeys;
  readonly onedProcess: ProcessStatus;
  /** Those beside oned's that have failed. */
  readonly failedUnits: readonly string[];
  /** Of the installed program, which may be newer than the one that runs; empty when it cannot be told. */
  readonly onedVersion: string;
  /** Undefined where there is none yet. */
  readonly database: DatabaseContent | undefined;
  readonly databaseBytes: number;
  readonly freeBytes: number;
  readonly systemLock: string;
  /** Absent without Creole, or when config.eol cannot be understood. */
  readonly variables: ReadClusterVariablesResponse | undefined;
  readonly totalBytes: number;
  readonly hostFailures: readonly HostFailure[];
  readonly peersOnly: PeersOnly | undefined;
  readonly ssh: SshFacts;
  readonly oneAuthDigest: string;
  readonly oneKeyDigest: string;
  readonly exported: SeedManifest | undefined;
  readonly uploaded: SeedManifest | undefined;
  readonly imported: SeedManifest | undefined;
}

/** Reads the facts of this node. */
export class NodeFactsReader {
  readonly #config: HelperConfig;
  readonly #seeds: SeedStore;
  readonly #version: OnedVersion;
  readonly #databases: DatabaseFactsReader;
  readonly #firewall: FirewallRules;
  readonly #units: UnitStates;
  #variables: { readonly text: string; readonly read: ReadClusterVariablesResponse | undefined } | undefined;

  constructor(config: HelperConfig) {
    this.#config = config;
    this.#seeds = new SeedStore(config.stateDirectory);
    this.#version = new OnedVersion(config.programs.oned);
    this.#databases = new DatabaseFactsReader(config);
    this.#firewall = new FirewallRules(config.programs);
    this.#units = new UnitStates(config);
  }

  async read(clusterId: string, node: string): Promise<NodeFacts> {
    const { files, identityFile, stateDirectory } = this.#config;
    const [backup, current] = await Promise.all([
      readIfPresent(files.configEolBackup),
      readIfPresent(files.configEol),
    ]);
    const [identity, configured, units, onedVersion, ssh, space] = await Promise.all([
      readIdentity(identityFile),
      readConfiguredKeys(files),
      this.#units.read(),
      this.#version.read(),
      readSshFacts({ ...files, stateDirectory }),
      scarcestSpace([stateDirectory, dirname(files.oneDatabase)]),
    ]);
    const [exported, uploaded, imported] = await Promise.all([
      this.#seeds.last('exported'),
      this.#seeds.last('uploaded'),
      this.#seeds.last('imported'),
    ]);
    const { content, sizeBytes } = await this.#databases.read(
      node,
      configured.databaseBackend,
      units.onedProcess === 'running',
    );
    return {
      instanceDone: backup !== undefined,
      configurationPending: backup !== undefined && backup !== current,
      identity,
      configured,
      ...units,
      onedVersion,
      database: content,
      databaseBytes: sizeBytes,
      freeBytes: space.freeBytes,
      systemLock: await heldSystemLock(files.eoleLockDirectory),
      variables: await this.#clusterVariables(current),
      totalBytes: space.totalBytes,
      hostFailures: await readHostFailures(files.onedLog),
      peersOnly: await this.#firewall.read(),
      ssh,
      oneAuthDigest: await digestOfFile(files.oneAuth, clusterId),
      oneKeyDigest: await digestOfFile(`${files.oneDirectory}/one_key`, clusterId),
      exported,
      uploaded,
      imported,
    };
  }

  /** Read again only when the file has changed. */
  async #clusterVariables(text: string | undefined): Promise<ReadClusterVariablesResponse | undefined> {
    if (text === undefined) return undefined;
    if (this.#variables?.text !== text) {
      const read = await readClusterVariables(this.#config.files.configEol).catch(() => undefined);
      this.#variables = { text, read };
    }
    return this.#variables.read;
  }
}

/** A digest that can be compared within one cluster and says nothing outside it; '' without a file. */
async function digestOfFile(path: string, clusterId: string): Promise<string> {
  const text = await readIfPresent(path);
  return text === undefined ? '' : createHmac('sha256', clusterId).update(text.trim()).digest('hex');
}
