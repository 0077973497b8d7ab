import { open, rm } from 'node:fs/promises';

import { HapyError } from '../../services/base/errors/hapy-error.ts';

export interface SecretFile {
  write(text: string): Promise<void>;
  discard(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A new file of mode 0600 for a secret. It is made before the secret is, so that none is made that cannot be kept; an existing
 * file is never overwritten.
 *
 * @throws HapyError HAPY-E262
 */
export async function createSecretFile(path: string): Promise<SecretFile> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new HapyError('HAPY-E262', { file: path, reason: error.code ?? '' }, error);
  });
  return {
    write: async (text) => {
      await file.writeFile(text);
      await file.sync();
    },
    discard: async () => {
      await rm(path, { force: true });
    },
    close: () => file.close(),
  };
}
