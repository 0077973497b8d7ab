import { createPrivateKey, X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';

import { splitCertificates } from '../../certs/pem.ts';
import type { CoordinatorAddress } from '../../certs/join-token.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { parseUri, uriOfSubjectAltName } from '../../services/rpc/uri.ts';

/** What a person carries in one file: key, chain, root, and where the coordinator is. */
export interface PersonIdentity {
  readonly identity: TlsIdentity;
  readonly coordinators: readonly CoordinatorAddress[];
  readonly clusterId: string;
  /** "operator/anne" */
  readonly holder: string;
}

const fileBytesMax = 64 * 1024;

/** The text of such a file. Lines before the first "-----BEGIN" are for people and for `coordinators`. */
export function identityText(identity: TlsIdentity, coordinators: readonly CoordinatorAddress[]): string {
  const places = coordinators.map(({ address, port }) => `# coordinator: ${address} ${port}`);
  const { privateKeyPem, certificateChainPem, rootsPem } = identity;
  const parts = [...places, '# key', privateKeyPem, '# certificate', certificateChainPem, '# root', rootsPem];
  return `${parts.map((part) => part.trimEnd()).join('\n')}\n`;
}

/**
 * Reads the file of a person. Dates are not judged: whose certificate has expired is told so by the coordinator.
 *
 * @throws HapyError HAPY-E200 unreadable, HAPY-E129 no such file's content, HAPY-E151 readable by others, HAPY-E127
 * of another account
 */
export async function readIdentityFile(file: string): Promise<PersonIdentity> {
  const text = await readOwn(file);
  try {
    const [certificatesPart, rootPart] = text.split('# root\n');
    const privateKeyPem = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(text)?.[0] ?? '';
    const certificateChainPem = `${splitCertificates(certificatesPart ?? '').join('\n')}\n`;
    const rootsPem = `${splitCertificates(rootPart ?? '').join('\n')}\n`;
    const certificate = new X509Certificate(certificateChainPem);
    if (!certificate.checkPrivateKey(createPrivateKey(privateKeyPem)))
      throw new HapyError('HAPY-E129', { file });
    const uri = uriOfSubjectAltName(certificate.subjectAltName) ?? '';
    const name = parseUri(uri);
    const coordinators = [...text.matchAll(/^# coordinator: (\S{1,253}) (\d{1,5})$/gm)].map((found) => ({
      address: found[1] ?? '',
      port: Number(found[2]),
    }));
    if (name === undefined || coordinators.length === 0) throw new HapyError('HAPY-E129', { file });
    const holder = `${name.role}/${name.name}`;
    const identity = { privateKeyPem, certificateChainPem, rootsPem };
    return { identity, coordinators, clusterId: name.clusterId, holder };
  } catch (error) {
    throw error instanceof HapyError ? error : new HapyError('HAPY-E129', { file }, error);
  }
}

async function readOwn(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new HapyError('HAPY-E200', { file: path, reason: error.code ?? '' }, error);
  });
  try {
    const { mode, uid, size } = await file.stat();
    if ((mode & 0o077) !== 0) throw new HapyError('HAPY-E151', { path, mode: (mode & 0o777).toString(8) });
    const expected = process.getuid?.() ?? uid;
    if (uid !== expected && expected !== 0) throw new HapyError('HAPY-E127', { path, owner: uid, expected });
    if (size > fileBytesMax) throw new HapyError('HAPY-E129', { file: path });
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
