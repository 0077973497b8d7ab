import { open } from 'node:fs/promises';

import { HapyError } from './errors/hapy-error.ts';

/**
 * Reads a text file that a person gave us: UTF-8 and nothing else, and never more than `sizeBytesMax`.
 *
 * @throws HapyError HAPY-E200 unreadable, a folder, or no UTF-8; HAPY-E201 too large.
 */
export async function readBoundedText(path: string, sizeBytesMax: number): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      // One byte more than allowed tells "too large" without reading all of a file that may be endless.
      const buffer = Buffer.alloc(sizeBytesMax + 1);
      const sizeBytes = await fill(buffer, (offset) =>
        file.read(buffer, offset, buffer.length - offset).then((part) => part.bytesRead),
      );
      if (sizeBytes > sizeBytesMax) throw new HapyError('HAPY-E201', { file: path, maximum: sizeBytesMax });
      return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, sizeBytes));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof HapyError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? 'UTF-8';
    throw new HapyError('HAPY-E200', { file: path, reason }, error);
  }
}

async function fill(buffer: Buffer, readAt: (offset: number) => Promise<number>): Promise<number> {
  let offset = 0;
  while (offset < buffer.length) {
    const count = await readAt(offset);
    if (count === 0) break;
    offset += count;
  }
  return offset;
}
