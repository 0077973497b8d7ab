import assert from 'node:assert/strict';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { signCertificate, type Subject } from './certificate.ts';
import { generateKey, publicKeyOf } from './keys.ts';
import { isClusterId } from './names.ts';
import { toPem } from './pem.ts';
import { authorityProfiles, backdateMs } from './profiles.ts';

/** A private key (PKCS#8) and the certificate of its public half, both in PEM. */
export interface KeyAndCertificate {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

/** A root that signs itself: ten years, one authority below it. */
export async function createRoot(clusterId: string, nowMs: number): Promise<KeyAndCertificate> {
  assert(isClusterId(clusterId), `cluster id ${clusterId} cannot stand in a URI`);
  const { privateKeyPem, publicKeyDer } = await generateKey();
  const subject = { clusterId, commonName: 'Hapy cluster root' };
  const { lifetimeMs, pathLength } = authorityProfiles.root;
  const { der } = signCertificate(
    {
      ...{ subject, issuer: subject, publicKeyDer, issuerPublicKeyDer: publicKeyDer },
      notBeforeMs: nowMs - backdateMs,
      notAfterMs: nowMs + lifetimeMs,
      kind: { authority: true, pathLength },
    },
    createPrivateKey(privateKeyPem),
  );
  return { privateKeyPem, certificatePem: toPem('CERTIFICATE', der) };
}

/**
 * A new issuing authority under a root: two years, signs leaves only. Its name holds eight characters of its
 * key's digest, so that two of one cluster can be told apart.
 *
 * @throws HapyError HAPY-E145 the root's key is not its certificate's, HAPY-E146 the root is not valid now
 */
export async function createIssuer(
  clusterId: string,
  root: KeyAndCertificate,
  nowMs: number,
): Promise<KeyAndCertificate> {
  const certificate = new X509Certificate(root.certificatePem);
  const rootKey = createPrivateKey(root.privateKeyPem);
  if (!certificate.checkPrivateKey(rootKey)) throw new HapyError('HAPY-E145');
  const [from, until] = [certificate.validFromDate, certificate.validToDate];
  if (nowMs < from.getTime() || nowMs >= until.getTime()) {
    throw new HapyError('HAPY-E146', { from: from.toISOString(), until: until.toISOString() });
  }
  const { privateKeyPem, publicKeyDer } = await generateKey();
  const { lifetimeMs, pathLength } = authorityProfiles.issuing;
  const digest = createHash('sha256').update(publicKeyDer).digest('hex').slice(0, 8);
  const { der } = signCertificate(
    {
      subject: { clusterId, commonName: `Hapy issuing authority ${digest}` },
      issuer: subjectOf(certificate, clusterId),
      publicKeyDer,
      issuerPublicKeyDer: publicKeyOf(root.privateKeyPem),
      notBeforeMs: Math.max(nowMs - backdateMs, from.getTime()),
      notAfterMs: Math.min(nowMs + lifetimeMs, until.getTime()),
      kind: { authority: true, pathLength },
    },
    rootKey,
  );
  return { privateKeyPem, certificatePem: toPem('CERTIFICATE', der) };
}

/** The subject of one of our own authorities: its organisation is the cluster, its common name is read back. */
export function subjectOf(certificate: X509Certificate, clusterId: string): Subject {
  const commonName = /^CN=(.+)$/m.exec(certificate.subject)?.[1];
  if (commonName === undefined) throw new HapyError('HAPY-E145');
  return { clusterId, commonName };
}
