import { stat } from 'node:fs/promises';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from './config.ts';
import type { DatabaseContent } from './database/content-collector.ts';
import { databaseOf, mysqlPlace } from './programs/onedb.ts';

interface DatabaseFacts {
  /** Undefined where there is none yet. */
  readonly content: DatabaseContent | undefined;
  readonly sizeBytes: number;
}

/**
 * How long what a MySQL server said may be told again while oned runs and its log has not moved: in solo it never does.
 * A stopped oned's is always read anew.
 */
const mysqlAgeMsMax = 10_000;

/** Reads what the database holds, and reads it again only when it may have changed. */
export class DatabaseFactsReader {
  readonly #config: HelperConfig;
  #last: { readonly version: string; readonly atMs: number; readonly facts: DatabaseFacts } | undefined;

  constructor(config: HelperConfig) {
    this.#config = config;
  }

  async read(node: string, backend: string, onedRuns: boolean): Promise<DatabaseFacts> {
    const sqlite = backend === 'sqlite';
    const version = sqlite ? await this.#version(node) : `${await this.#place()} ${node}`;
    const last = this.#last;
    if (last?.version === version && (sqlite || (onedRuns && Date.now() - last.atMs < mysqlAgeMsMax)))
      return last.facts;
    try {
      const facts = await databaseOf(this.#config, node);
      this.#last = { version, atMs: Date.now(), facts };
      return facts;
    } catch (error) {
      // Busy with a long write, or half copied: what was read before is nearer the truth than nothing, and
      // the next reading tries again.
      if (this.#last !== undefined) {
        this.#last = { ...this.#last, version: '' };
        return this.#last.facts;
      }
      return unreadable(error);
    }
  }

  /** Changes with the log; without an answer there is nothing that could be told again. */
  async #place(): Promise<string> {
    return (await mysqlPlace(this.#config).catch(() => undefined)) ?? `unknown at ${Date.now()}`;
  }

  /** Changes with the file. */
  async #version(node: string): Promise<string> {
    const found = await stat(this.#config.files.oneDatabase).catch(() => undefined);
    return [found?.ino, found?.size, found?.mtimeMs, node].join(' ');
  }
}

/** What cannot be looked into may hold anything: it is no empty database, and nothing replaces it. */
function unreadable(error: unknown): DatabaseFacts {
  const reason = error instanceof HapyError ? error.code : 'unreadable';
  const content = { digest: '', pristine: false, contents: [`database: ${reason}`], servers: [] };
  return { content: { ...content, lastLogIndex: -1, lastLogTerm: -1 }, sizeBytes: 1 };
}
