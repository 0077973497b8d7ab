import { createReadStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../../services/domain/observed.ts';
import { makePrivateDirectory, readIfPresent, syncDirectory, writeDurably } from '../../durable-file.ts';
import { parseManifest } from './manifest.ts';

export type SeedRole = 'exported' | 'uploaded' | 'imported';

/**
 * The seeds of a node: one folder each with the bundle and its manifest, and per role a record of the last
 * one. Only the last exported and the last uploaded keep their bytes.
 */
export class SeedStore {
  readonly #directory: string;

  constructor(stateDirectory: string) {
    this.#directory = join(stateDirectory, 'seeds');
  }

  /** The last seed of that role, if there is one; an exported or uploaded one only while its bytes are there. */
  async last(role: SeedRole): Promise<SeedManifest | undefined> {
    const text = await readIfPresent(this.#record(role));
    if (text === undefined) return undefined;
    const manifest = parseManifest(text);
    if (role === 'imported') return manifest;
    const bundle = await stat(this.bundle(manifest.seedId)).catch(() => undefined);
    return bundle?.size === manifest.sizeBytes ? manifest : undefined;
  }

  /** @throws HapyError HAPY-E340 */
  async manifest(seedId: string): Promise<SeedManifest> {
    const text = await readIfPresent(join(this.#folder(seedId), 'manifest.json'));
    if (text === undefined) throw new HapyError('HAPY-E340', { seed: seedId });
    return parseManifest(text);
  }

  bundle(seedId: string): string {
    return join(this.#folder(seedId), 'bundle.tar');
  }

  /** A fresh private folder to make a seed in; `keep` puts it in its place. */
  async workFolder(seedId: string): Promise<string> {
    const folder = `${this.#folder(seedId)}.partial`;
    await rm(folder, { recursive: true, force: true });
    await makePrivateDirectory(folder);
    return folder;
  }

  /** Makes a work folder with a finished `bundle.tar` the last seed of that role, and forgets the one before. */
  async keep(manifest: SeedManifest, role: 'exported' | 'uploaded'): Promise<void> {
    const folder = this.#folder(manifest.seedId);
    await writeDurably(join(`${folder}.partial`, 'manifest.json'), JSON.stringify(manifest));
    await rm(folder, { recursive: true, force: true });
    await rename(`${folder}.partial`, folder);
    await syncDirectory(this.#directory);
    await this.record(manifest, role);
    await this.#prune();
  }

  async record(manifest: SeedManifest, role: SeedRole): Promise<void> {
    await makePrivateDirectory(this.#directory);
    await writeDurably(this.#record(role), JSON.stringify(manifest));
  }

  /** Forgets every seed of a cluster, bytes and records. */
  async forget(clusterId: string): Promise<void> {
    for (const role of ['exported', 'uploaded', 'imported'] as const) {
      const text = await readIfPresent(this.#record(role));
      if (text !== undefined && parseManifest(text).clusterId === clusterId) await rm(this.#record(role));
    }
    await makePrivateDirectory(this.#directory);
    await this.#prune();
    await syncDirectory(this.#directory);
  }

  /** The bytes of the last exported seed from `offset`, in chunks of at most 256 KiB. */
  async *read(seedId: string, offset: number): AsyncGenerator<Buffer> {
    await this.manifest(seedId);
    const bytes = createReadStream(this.bundle(seedId), { start: offset, highWaterMark: 256 * 1024 });
    for await (const chunk of bytes) yield chunk as Buffer;
  }

  async #prune(): Promise<void> {
    const kept = new Set<string>();
    for (const role of ['exported', 'uploaded'] as const) {
      const manifest = await this.last(role);
      if (manifest !== undefined) kept.add(manifest.seedId);
    }
    for (const entry of await readdir(this.#directory, { withFileTypes: true })) {
      if (!entry.isDirectory() || kept.has(entry.name)) continue;
      await rm(join(this.#directory, entry.name), { recursive: true, force: true });
    }
  }

  #record(role: SeedRole): string {
    return join(this.#directory, `${role}.json`);
  }

  #folder(seedId: string): string {
    if (!/^[a-z0-9]{16,64}$/.test(seedId)) throw new HapyError('HAPY-E340', { seed: seedId });
    return join(this.#directory, seedId);
  }
}
