import { open, rm } from 'node:fs/promises';

import { reasonOf } from '../../certs/secret-file.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';

/** Writes a file of mode 0600 that replaces what an earlier try left. @throws HapyError HAPY-E152 */
export async function writeBytes(path: string, content: Buffer): Promise<void> {
  try {
    await rm(path, { force: true });
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new HapyError('HAPY-E152', { path, reason: reasonOf(error) }, error);
  }
}
