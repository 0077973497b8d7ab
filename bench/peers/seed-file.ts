import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { SeedStore } from '../../agent/helper/seeds/seed-store.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';

const pieceBytes = 1024 * 1024;
/** Of each piece; what is left repeats itself, as the XML texts in oned's database do. */
const randomPart = 0.25;

/** Writes a file that compresses about as a database of OpenNebula does: to a third. */
export async function writeDatabase(path: string, mebibytes: number): Promise<void> {
  const text = Buffer.alloc(
    pieceBytes,
    '<TEMPLATE><CPU><![CDATA[0.1]]></CPU><MEMORY><![CDATA[128]]></MEMORY></TEMPLATE>\n',
  );
  const file = await open(path, 'w', 0o600);
  for (let piece = 0; piece < mebibytes; piece += 1) {
    randomBytes(pieceBytes * randomPart).copy(text);
    await file.write(text);
  }
  await file.sync();
  await file.close();
}

/** Makes a helper believe that it has exported these bytes as a seed; they never belonged to any oned. */
export async function keepAsSeed(helperState: string, path: string): Promise<SeedManifest> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const seedId = randomBytes(16).toString('hex');
  const store = new SeedStore(helperState);
  const folder = await store.workFolder(seedId);
  const bundle = await open(join(folder, 'bundle.tar'), 'w', 0o600);
  await pipeline(
    createReadStream(path, { highWaterMark: pieceBytes }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        yield chunk;
      }
    },
    bundle.createWriteStream(),
  );
  const manifest: SeedManifest = {
    ...{ seedId, clusterId: 'c1', runId: 'r1', sha256: hash.digest('hex'), sizeBytes },
    ...{ contentDigest: 'c0ffee', lastLogIndex: -1, lastLogTerm: -1, servers: [] },
  };
  await store.keep(manifest, 'exported');
  return manifest;
}
