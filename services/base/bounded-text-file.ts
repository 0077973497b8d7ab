import { type FileHandle, open } from 'node:fs/promises';

import { HapyError } from './errors/hapy-error.ts';

const partBytes = 64 * 1024;

/**
 * Reads a text file that a person gave us: UTF-8 and nothing else, and never more than `sizeBytesMax`.
 *
 * @throws HapyError HAPY-E200 unreadable, a folder, or no UTF-8; HAPY-E201 too large.
 */
export async function readBoundedText(path: string, sizeBytesMax: number): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(await readAll(file, path, sizeBytesMax));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof HapyError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? 'UTF-8';
    throw new HapyError('HAPY-E200', { file: path, reason }, error);
  }
}

/** In parts, so that neither a small file costs the largest buffer nor an endless one is read to its end. */
async function readAll(file: FileHandle, path: string, sizeBytesMax: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(partBytes);
    const { bytesRead } = await file.read(part, 0, partBytes);
    if (bytesRead === 0) return Buffer.concat(parts, sizeBytes);
    sizeBytes += bytesRead;
    if (sizeBytes > sizeBytesMax) throw new HapyError('HAPY-E201', { file: path, maximum: sizeBytesMax });
    parts.push(part.subarray(0, bytesRead));
  }
}
