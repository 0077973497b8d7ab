import { createHash, X509Certificate } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';

import { authorityKeyIdOf } from '../base/key-identifiers.ts';

/** What a verified certificate is denied by, beside its URI. */
export interface CertificateMark {
  /** Lower-case hexadecimal. */
  readonly serial: string;
  /** The key identifier of the authority that signed it; empty where the certificate does not say. */
  readonly issuer: string;
  /** SHA-256 of the public key (DER, SubjectPublicKeyInfo). */
  readonly key: string;
}

/**
 * Reads serial, issuer and key of a certificate whose chain was verified. Of the chain itself nothing is read: some
 * versions of Node do not give it to a server (nodejs/node#65579).
 */
export function markOf(certificate: Pick<PeerCertificate, 'serialNumber' | 'raw'>): CertificateMark {
  return {
    serial: certificate.serialNumber.toLowerCase(),
    issuer: authorityKeyIdOf(certificate.raw),
    key: keyDigest(new X509Certificate(certificate.raw).publicKey.export({ type: 'spki', format: 'der' })),
  };
}

/** How a public key (DER, SubjectPublicKeyInfo) stands in a list of keys that are denied. */
export function keyDigest(publicKeyDer: Buffer): string {
  return createHash('sha256').update(publicKeyDer).digest('hex');
}
