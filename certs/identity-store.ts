import { createPrivateKey, X509Certificate } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { reasonOf, writeSecret } from './secret-file.ts';

/** The three files of an identity in its folder (`pki/` of a program's state). */
export const identityFiles = { key: 'key.pem', certificate: 'certificate.pem', roots: 'roots.pem' } as const;

/** None of the three ever needs more; a longer one is not ours. */
const fileBytesMax = 64 * 1024;

/**
 * Reads key, certificate and roots of a program, and checks that the key is closed to others and belongs to
 * the certificate. Dates are not judged here: an expired certificate still says who this is.
 *
 * @throws HapyError HAPY-E147 (missing), HAPY-E148 (unreadable), HAPY-E149 (damaged), HAPY-E150 (key and
 * certificate of different pairs), HAPY-E151 (key readable by others)
 */
export async function readIdentity(directory: string): Promise<TlsIdentity> {
  const keyPath = join(directory, identityFiles.key);
  const certificatePath = join(directory, identityFiles.certificate);
  const rootsPath = join(directory, identityFiles.roots);
  const privateKeyPem = await readPrivateKey(keyPath);
  const certificateChainPem = await readText(certificatePath);
  const rootsPem = await readText(rootsPath);
  const certificate = parsed(certificatePath, () => new X509Certificate(certificateChainPem));
  parsed(rootsPath, () => new X509Certificate(rootsPem));
  const key = parsed(keyPath, () => createPrivateKey(privateKeyPem));
  if (!certificate.checkPrivateKey(key)) throw new HapyError('HAPY-E150', { directory });
  return { privateKeyPem, certificateChainPem, rootsPem };
}

/**
 * Writes an identity; the certificate comes last, because the key may be older than it and roots do no harm
 * alone.
 *
 * @throws HapyError HAPY-E152
 */
export async function writeIdentity(directory: string, identity: TlsIdentity): Promise<void> {
  await writeSecret(join(directory, identityFiles.key), identity.privateKeyPem);
  await writeSecret(join(directory, identityFiles.roots), identity.rootsPem);
  await writeSecret(join(directory, identityFiles.certificate), identity.certificateChainPem);
}

/**
 * Reads one private key file.
 *
 * @throws HapyError HAPY-E127 (of another account), HAPY-E147, HAPY-E148, HAPY-E149, HAPY-E151
 */
export async function readPrivateKey(path: string): Promise<string> {
  const text = await readText(path, (mode) => {
    const openToOthers = (mode & 0o077) !== 0;
    if (openToOthers) throw new HapyError('HAPY-E151', { path, mode: (mode & 0o777).toString(8) });
  }).catch((error: unknown) => refuseOwner(path, error));
  parsed(path, () => createPrivateKey(text));
  return text;
}

/** Of another account and closed, as it should be: then the owner is what is wrong, and the way out names it. */
async function refuseOwner(path: string, error: unknown): Promise<never> {
  const expected = process.geteuid?.();
  const owner = await stat(path).then(
    ({ uid }) => uid,
    () => undefined,
  );
  const closed = error instanceof HapyError && error.code === 'HAPY-E148';
  if (!closed || owner === undefined || expected === undefined || owner === expected) throw error;
  throw new HapyError('HAPY-E127', { path, owner, expected }, error);
}

async function readText(path: string, checkMode?: (mode: number) => void): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size, mode } = await file.stat();
      if (size > fileBytesMax) throw new HapyError('HAPY-E149', { path });
      const text = await file.readFile('utf8');
      checkMode?.(mode);
      return text;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof HapyError) throw error;
    const reason = reasonOf(error);
    if (reason === 'ENOENT') throw new HapyError('HAPY-E147', { path }, error);
    throw new HapyError('HAPY-E148', { path, reason }, error);
  }
}

function parsed<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new HapyError('HAPY-E149', { path }, error);
  }
}
