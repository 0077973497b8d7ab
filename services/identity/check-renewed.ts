import { X509Certificate } from 'node:crypto';

import { leadsToRoot } from '../../certs/chain.ts';
import { publicKeyOf } from '../../certs/keys.ts';
import { splitCertificates } from '../../certs/pem.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import type { TlsIdentity } from '../rpc/identity.ts';
import { uriOfSubjectAltName } from '../rpc/uri.ts';

/** What a renewal brings: the chain, and the roots to be believed from then on. */
export interface Renewed {
  readonly certificateChainPem: string;
  readonly rootsPem: string;
}

/**
 * The identity with its new certificate. Nothing is taken over that would not work: it must be for the same key
 * and the same name, under a root that was believed before, and roots may only be added to those by whom we
 * already believe.
 *
 * @throws HapyError HAPY-E182
 */
export function checkRenewed(before: TlsIdentity, renewed: Renewed): TlsIdentity {
  try {
    const old = new X509Certificate(before.certificateChainPem);
    const next = new X509Certificate(renewed.certificateChainPem);
    const sameKey = next.publicKey
      .export({ type: 'spki', format: 'der' })
      .equals(publicKeyOf(before.privateKeyPem));
    const sameName = uriOfSubjectAltName(next.subjectAltName) === uriOfSubjectAltName(old.subjectAltName);
    const rooted = leadsToRoot(renewed.certificateChainPem, before.rootsPem);
    const known = splitCertificates(renewed.rootsPem).some((root) => before.rootsPem.includes(root));
    if (!sameKey || !sameName || !rooted || !known) throw new HapyError('HAPY-E182', { to: 'Renew' });
    const { privateKeyPem } = before;
    return {
      privateKeyPem,
      certificateChainPem: renewed.certificateChainPem,
      rootsPem: renewed.rootsPem,
    };
  } catch (error) {
    throw error instanceof HapyError ? error : new HapyError('HAPY-E182', { to: 'Renew' }, error);
  }
}
