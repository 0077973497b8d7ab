import { X509Certificate } from 'node:crypto';

import { subjectKeyIdOf } from '../services/base/key-identifiers.ts';
import { splitCertificates } from './pem.ts';

/**
 * Whether a chain (leaf first, in PEM) leads to one of these roots by signatures alone. Dates, usages and names
 * are not judged: that is OpenSSL's affair at every handshake.
 */
export function leadsToRoot(chainPem: string, rootsPem: string): boolean {
  const chain = splitCertificates(chainPem).map((pem) => new X509Certificate(pem));
  const roots = splitCertificates(rootsPem).map((pem) => new X509Certificate(pem));
  const [leaf, ...issuers] = chain;
  if (leaf === undefined) return false;
  let current = leaf;
  for (const issuer of issuers) {
    if (!issuer.ca || !isSignedBy(current, issuer)) return false;
    current = issuer;
  }
  return roots.some((root) => root.raw.equals(current.raw) || isSignedBy(current, root));
}

/** SHA-256 of the certificate that signed the leaf, in lower-case hexadecimal; undefined when the root did. */
export function issuerFingerprintOf(chainPem: string): string | undefined {
  const [, issuer] = splitCertificates(chainPem);
  return issuer === undefined ? undefined : fingerprintOf(issuer);
}

/** SHA-256 of a certificate in PEM, in lower-case hexadecimal. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}

/** How an authority stands in a list of those that are denied: the key identifier in what it signs. */
export function keyIdOf(authorityPem: string): string {
  return subjectKeyIdOf(new X509Certificate(authorityPem).raw);
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}
