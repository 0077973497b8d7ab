import { createHash, X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';

/** What a verified certificate is denied by, beside its URI. */
export interface CertificateMark {
  /** Lower-case hexadecimal. */
  readonly serial: string;
  /** SHA-256 of the certificate of the authority that signed it; empty where the root did. */
  readonly issuer: string;
  /** SHA-256 of the public key (DER, SubjectPublicKeyInfo). */
  readonly key: string;
}

/** Reads serial, issuer and key of what a peer presented. The issuer was sent by the peer and verified with the chain. */
export function markOf(certificate: PeerCertificate | DetailedPeerCertificate): CertificateMark {
  const issuer = 'issuerCertificate' in certificate ? certificate.issuerCertificate : undefined;
  const isRoot = issuer === undefined || issuer.issuerCertificate?.fingerprint256 === issuer.fingerprint256;
  return {
    serial: certificate.serialNumber.toLowerCase(),
    issuer: isRoot ? '' : issuer.fingerprint256.replaceAll(':', '').toLowerCase(),
    key: keyDigest(new X509Certificate(certificate.raw).publicKey.export({ type: 'spki', format: 'der' })),
  };
}

/** How a public key (DER, SubjectPublicKeyInfo) stands in a list of keys that are denied. */
export function keyDigest(publicKeyDer: Buffer): string {
  return createHash('sha256').update(publicKeyDer).digest('hex');
}
