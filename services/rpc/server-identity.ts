import { checkServerIdentity, type PeerCertificate } from 'node:tls';

import { transportError } from './from-grpc-error.ts';
import { markOf } from './certificate-mark.ts';
import { trustEveryone, type TrustPolicy } from './trust-list.ts';
import { uriOfSubjectAltName } from './uri.ts';

/**
 * The check of a server's name, for tls.connect after its chain was verified: the certificate must carry
 * the address that was dialled *and* the URI that is expected there. `address` is closed over because
 * grpc-js hands a name of its own to the callback.
 */
export function serverIdentityCheck(
  address: string,
  expectedUri: string,
  trust: TrustPolicy = trustEveryone,
) {
  return (_name: string, certificate: PeerCertificate): Error | undefined => {
    const found = uriOfSubjectAltName(certificate.subjectaltname);
    if (found !== expectedUri) {
      return transportError('HAPY-E507', { expected: expectedUri, found: found ?? '-' });
    }
    if (checkServerIdentity(address, certificate) !== undefined) return transportError('HAPY-E508', {});
    const refused = trust.refusal({ uri: found, ...markOf(certificate) });
    return refused === undefined ? undefined : transportError(refused.code, refused.parameters);
  };
}

const datedCodes = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];
// The verification codes of OpenSSL as Node names them (nodejs.org/api/tls.html#x509-certificate-error-codes).
const chainCodes =
  /CERT|SIGNATURE|ISSUER|CHAIN|CA$|PATH_LENGTH|PURPOSE|UNTRUSTED|REJECTED|HOSTNAME_MISMATCH|CRL/;

/** Tells a failed TLS connection apart: the server's certificate, or no TLS 1.3 at all. */
export function fromTlsError(error: unknown): Error {
  if (error instanceof Error && error.message.startsWith('hapy-error=')) return error;
  const known = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (datedCodes.includes(known)) return transportError('HAPY-E506', { detail: known });
  if (!known.startsWith('ERR_') && chainCodes.test(known))
    return transportError('HAPY-E505', { detail: known });
  return transportError('HAPY-E509', { detail: known.slice(0, 200) });
}
