import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../../services/domain/observed.ts';
import { seedBytesMax, unpackedSize } from './manifest.ts';
import { requireRoom } from '../programs/onedb.ts';
import type { SeedStore } from './seed-store.ts';

/**
 * Writes a seed's bytes as they arrive and keeps them when they are what the manifest says, byte for byte.
 *
 * @throws HapyError HAPY-E341 other bytes, HAPY-E347 too many, E368 no room for them
 */
export async function receiveSeed(
  store: SeedStore,
  manifest: SeedManifest,
  chunks: AsyncIterable<Buffer>,
): Promise<string> {
  const unpackedBytes = unpackedSize(manifest);
  if (Math.max(manifest.sizeBytes, unpackedBytes) > seedBytesMax) {
    throw new HapyError('HAPY-E347', { maximum: seedBytesMax });
  }
  const folder = await store.workFolder(manifest.seedId);
  // Refused at its manifest: not one byte of it has been sent yet.
  await requireRoom(folder, manifest.sizeBytes + unpackedBytes);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(join(folder, 'bundle.tar'), 'wx', 0o600);
  try {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      if (sizeBytes > manifest.sizeBytes) throw new HapyError('HAPY-E347', { maximum: manifest.sizeBytes });
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const found = hash.digest('hex');
  if (found !== manifest.sha256 || sizeBytes !== manifest.sizeBytes) {
    throw new HapyError('HAPY-E341', { seed: manifest.seedId, found, expected: manifest.sha256 });
  }
  await store.keep(manifest, 'uploaded');
  return found;
}
