import { armor, Decrypter, Encrypter } from 'age-encryption';
import { extract } from 'tar-stream';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { type BackupManifest, backupVersion } from './backup.ts';

/** A database of years of runs; what is larger is not one of ours. */
export const backupBytesMax = 512 * 1024 * 1024;

/** What a backup holds, by the names of its entries. */
export interface BackupContent {
  readonly manifest: BackupManifest;
  readonly database: Buffer;
  readonly audit: Buffer;
  readonly rootKeyPem: string | undefined;
}

/** Encrypts with a passphrase in the age format (age-encryption.org/v1: scrypt, ChaCha20-Poly1305), in ASCII armor. */
export async function sealBackup(content: Buffer, passphrase: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return armor.encode(await encrypter.encrypt(content));
}

/**
 * Opens a backup. Nothing of it is looked at before its seal was checked.
 *
 * @throws HapyError HAPY-E131 wrong passphrase or damaged, HAPY-E132 something else
 */
export async function openBackup(text: string, passphrase: string, file: string): Promise<BackupContent> {
  if (!text.startsWith('-----BEGIN AGE ENCRYPTED FILE-----')) {
    throw new HapyError('HAPY-E132', { file, detail: 'age' });
  }
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  let content: Buffer;
  try {
    content = Buffer.from(await decrypter.decrypt(armor.decode(text)));
  } catch (error) {
    throw new HapyError('HAPY-E131', { file }, error);
  }
  return readContent(await entriesOf(content, file), file);
}

async function entriesOf(archive: Buffer, file: string): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  const extractor = extract();
  extractor.end(archive);
  try {
    for await (const entry of extractor) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      entries.set(entry.header.name, Buffer.concat(chunks));
    }
  } catch (error) {
    throw new HapyError('HAPY-E132', { file, detail: 'tar' }, error);
  }
  return entries;
}

function readContent(entries: Map<string, Buffer>, file: string): BackupContent {
  const needed = (name: string): Buffer => {
    const found = entries.get(name);
    if (found === undefined) throw new HapyError('HAPY-E132', { file, detail: name });
    return found;
  };
  let manifest: BackupManifest;
  try {
    manifest = JSON.parse(needed('manifest.json').toString('utf8')) as BackupManifest;
  } catch (error) {
    throw error instanceof HapyError
      ? error
      : new HapyError('HAPY-E132', { file, detail: 'manifest.json' }, error);
  }
  if (manifest.version !== backupVersion) {
    throw new HapyError('HAPY-E132', { file, detail: `version ${manifest.version}` });
  }
  const database = needed('coordinator.db');
  const audit = needed('audit.jsonl');
  return { manifest, database, audit, rootKeyPem: entries.get('root-key.pem')?.toString('utf8') };
}
