import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makePrivateDirectory, readIfPresent, syncDirectory, writeDurably } from '../../durable-file.ts';
import type { HelperConfig } from '../config.ts';
import { keepFile, type KeptFile, keepTree, type KeptTree } from './kept-files.ts';

/** The configuration as it was when the guard left `free`, before our first write to it. */
interface ConfigurationBefore {
  readonly clusterId: string;
  readonly onedConf: KeptFile | undefined;
  readonly monitordConf: KeptFile | undefined;
}

/** What the first seed of the cluster has replaced. */
export interface ContentBefore {
  readonly clusterId: string;
  /** A SQLite file as it stood; otherwise a backup that onedb has made and restores. */
  readonly sqlite: boolean;
  /** Undefined where there was no database yet. */
  readonly database: KeptFile | undefined;
  readonly one: KeptTree | undefined;
  readonly ssh: KeptTree | undefined;
}

type Part = 'configuration' | 'content';

/**
 * What was on this node before a cluster of ours touched it: one folder, for one cluster. Each of its two parts
 * is made beside its place and renamed into it, so that it is there whole or not at all, and is never
 * overwritten while the node is in that cluster: a second seed must not replace the administrator's own
 * database by the first seed's.
 */
export class BeforeStore {
  readonly #config: Pick<HelperConfig, 'files' | 'stateDirectory'>;

  constructor(config: Pick<HelperConfig, 'files' | 'stateDirectory'>) {
    this.#config = config;
  }

  configuration(): Promise<ConfigurationBefore | undefined> {
    return this.#read<ConfigurationBefore>('configuration');
  }

  content(): Promise<ContentBefore | undefined> {
    return this.#read<ContentBefore>('content');
  }

  /** Where a kept file or folder stands. */
  path(part: Part, name: 'oned.conf' | 'monitord.conf' | 'database' | 'one' | 'ssh'): string {
    return join(this.#folder, part, name);
  }

  /** Keeps the configuration, and forgets what was before an earlier cluster. */
  async keepConfiguration(clusterId: string): Promise<void> {
    const { files, stateDirectory } = this.#config;
    const fresh = `${this.#folder}.partial`;
    const part = await this.#emptyFolder(join(fresh, 'configuration'), fresh);
    const record: ConfigurationBefore = {
      clusterId,
      onedConf: await keepFile(files.onedConf, join(part, 'oned.conf')),
      monitordConf: await keepFile(files.monitordConf, join(part, 'monitord.conf')),
    };
    await writeDurably(join(part, 'record.json'), JSON.stringify(record));
    await this.forget();
    await rename(fresh, this.#folder);
    await syncDirectory(stateDirectory);
  }

  /** Keeps database, credentials and keys. `keepDatabase` puts the database into the file that it is given. */
  async keepContent(
    clusterId: string,
    keepDatabase: (copy: string) => Promise<Pick<ContentBefore, 'sqlite' | 'database'>>,
  ): Promise<void> {
    const { files } = this.#config;
    await makePrivateDirectory(this.#folder);
    const target = join(this.#folder, 'content');
    const fresh = `${target}.partial`;
    const part = await this.#emptyFolder(fresh, fresh);
    const record: ContentBefore = {
      clusterId,
      ...(await keepDatabase(join(part, 'database'))),
      one: await keepTree(files.oneDirectory, join(part, 'one')),
      ssh: await keepTree(files.oneSshDirectory, join(part, 'ssh')),
    };
    await writeDurably(join(part, 'record.json'), JSON.stringify(record));
    await rename(fresh, target);
    await syncDirectory(this.#folder);
  }

  /** Forgets everything: first by rename, so that no half of it can be taken for the whole. */
  async forget(): Promise<void> {
    const gone = `${this.#folder}.gone`;
    await rm(gone, { recursive: true, force: true });
    await rename(this.#folder, gone).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rm(gone, { recursive: true, force: true });
  }

  get #folder(): string {
    return join(this.#config.stateDirectory, 'before');
  }

  async #emptyFolder(path: string, root: string): Promise<string> {
    await rm(root, { recursive: true, force: true });
    await makePrivateDirectory(path);
    return path;
  }

  async #read<T>(part: Part): Promise<T | undefined> {
    const text = await readIfPresent(join(this.#folder, part, 'record.json'));
    // Written by this class alone, in a folder that only root can reach.
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }
}
