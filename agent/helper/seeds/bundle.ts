import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { extract, pack, type Pack } from 'tar-stream';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../../services/domain/observed.ts';
import { reasonOf } from '../../durable-file.ts';
import { seedBytesMax } from './manifest.ts';
import { packing, pieceBytes, unpacked } from './packing.ts';

/*
 * A seed's bundle: one tar with the database backup, oneadmin's credentials (.one) and oneadmin's SSH keys
 * (.ssh), flat files only. Owners do not travel: each node has its own oneadmin.
 */

/** The folders of a bundle and where their files come from or go to. */
export interface BundleFolders {
  readonly one: string;
  readonly ssh: string;
}

const databaseEntry = 'database';
const entryPattern = /^(one|ssh)\/[A-Za-z0-9._-]{1,128}$/;

export interface BundleDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What a manifest says of its bundle. */
export type PackedDigest = BundleDigest & Pick<SeedManifest, 'unpackedBytes'>;

/** Writes the bundle, 0600, and tells what its bytes are. */
export async function writeBundle(
  file: string,
  database: string,
  folders: BundleFolders,
  compress: boolean,
): Promise<PackedDigest> {
  const archive = pack();
  const packed = addEntries(archive, database, folders).catch((error: unknown) => {
    archive.destroy(error as Error);
  });
  const { counter, digest } = counting();
  const target = createWriteStream(file, { mode: 0o600, flush: true });
  const before = measuring();
  if (compress) await pipeline(archive, before.meter, packing(), counter, target);
  else await pipeline(archive, counter, target);
  await packed;
  return compress ? { ...digest(), unpackedBytes: before.sizeBytes() } : digest();
}

/** The digest of bytes on disk. */
export async function digestOf(file: string): Promise<BundleDigest> {
  const { counter, digest } = counting();
  counter.resume();
  await pipeline(createReadStream(file, { highWaterMark: pieceBytes }), counter);
  return digest();
}

/**
 * Unpacks a bundle into `target`/{database, one/…, ssh/…}.
 *
 * @throws HapyError HAPY-E345 for anything else in it, and for bytes that are not as its manifest tells
 */
export async function unpackBundle(
  file: string,
  target: string,
  manifest: Pick<SeedManifest, 'seedId' | 'unpackedBytes'>,
): Promise<void> {
  for (const folder of ['one', 'ssh']) await mkdir(join(target, folder), { recursive: true, mode: 0o700 });
  try {
    await takeEntries(file, target, manifest);
  } catch (error) {
    // What is no word of ours nor of the disk is what the tar says that is none.
    const isOfDisk = (error as NodeJS.ErrnoException).errno !== undefined;
    if (error instanceof HapyError || isOfDisk) throw error;
    throw new HapyError('HAPY-E345', { seed: manifest.seedId, reason: reasonOf(error).slice(0, 80) }, error);
  }
}

async function takeEntries(
  file: string,
  target: string,
  manifest: Pick<SeedManifest, 'seedId' | 'unpackedBytes'>,
): Promise<void> {
  const { seedId } = manifest;
  const entries = extract();
  const reading = pipeline(unpacked(file, manifest), entries);
  reading.catch(() => undefined);
  let hasDatabase = false;
  for await (const entry of entries) {
    const { name, type, size, mode } = entry.header;
    const known = name === databaseEntry || entryPattern.test(name);
    if (!known || name.includes('..') || type !== 'file' || (size ?? 0) > seedBytesMax) {
      entries.destroy();
      throw new HapyError('HAPY-E345', { seed: seedId, reason: name.slice(0, 80) });
    }
    hasDatabase ||= name === databaseEntry;
    const path = join(target, name);
    await pipeline(entry, createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }));
    if (((mode ?? 0) & 0o044) !== 0 && name !== databaseEntry) await chmod(path, 0o644);
  }
  await reading;
  if (!hasDatabase) throw new HapyError('HAPY-E345', { seed: seedId, reason: databaseEntry });
}

async function addEntries(archive: Pack, database: string, folders: BundleFolders): Promise<void> {
  const { size } = await stat(database);
  const entry = archive.entry({ name: databaseEntry, size, mode: 0o600, mtime: new Date(0) });
  await pipeline(createReadStream(database, { highWaterMark: pieceBytes }), entry);
  for (const [folder, path] of [
    ['one', folders.one],
    ['ssh', folders.ssh],
  ] as const) {
    for (const found of await readdir(path, { withFileTypes: true })) {
      const name = `${folder}/${found.name}`;
      // Sockets, folders and left-over temporary files are no credentials.
      if (!found.isFile() || !entryPattern.test(name)) continue;
      const { mode } = await stat(join(path, found.name));
      archive.entry({ name, mode: mode & 0o777, mtime: new Date(0) }, await readFile(join(path, found.name)));
    }
  }
  archive.finalize();
}

function measuring() {
  let sizeBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      done(undefined, chunk);
    },
  });
  return { meter, sizeBytes: () => sizeBytes };
}

function counting() {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      done(undefined, chunk);
    },
  });
  return { counter, digest: (): BundleDigest => ({ sha256: hash.digest('hex'), sizeBytes }) };
}
