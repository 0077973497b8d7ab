import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../../services/domain/observed.ts';

/*
 * A bundle passes through five programs, for each new server anew, and a database is mostly XML that repeats itself. zstd makes
 * a quarter of it faster than any of the five passes it on. Where not all of a cluster can read that, it travels as it is.
 */

/** Read, packed and written at once. With the 64 KiB and 16 KiB that Node takes, a gigabyte takes twice as long. */
export const pieceBytes = 1024 * 1024;
const chunkSize = pieceBytes;

export function packing() {
  return createZstdCompress({ chunkSize });
}

/**
 * The bytes of a bundle as they were before it was packed, and never more than its manifest tells.
 *
 * @throws HapyError HAPY-E345 where it is not packed, damaged, or of another size
 */
export async function* unpacked(
  file: string,
  { seedId, unpackedBytes }: Pick<SeedManifest, 'seedId' | 'unpackedBytes'>,
): AsyncGenerator<Buffer> {
  if (unpackedBytes === undefined) {
    for await (const chunk of createReadStream(file, { highWaterMark: pieceBytes })) yield chunk as Buffer;
    return;
  }
  const refused = (reason: string) => new HapyError('HAPY-E345', { seed: seedId, reason });
  const bytes = createZstdDecompress({ chunkSize });
  const reading = pipeline(createReadStream(file, { highWaterMark: pieceBytes }), bytes);
  reading.catch(() => undefined);
  let sizeBytes = 0;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > unpackedBytes) throw refused(`> ${unpackedBytes}`);
      yield chunk;
    }
    await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code?.startsWith('ZSTD_') || code === 'Z_BUF_ERROR' ? refused(code) : error;
  }
  if (sizeBytes < unpackedBytes) throw refused(`${sizeBytes} < ${unpackedBytes}`);
}
