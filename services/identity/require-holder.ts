import { X509Certificate } from 'node:crypto';

import { HapyError } from '../base/errors/hapy-error.ts';
import type { TlsIdentity } from '../rpc/identity.ts';
import { holderOf } from '../rpc/trust-list.ts';
import { uriOfSubjectAltName } from '../rpc/uri.ts';

/**
 * Makes sure that a program shows the certificate of who its configuration says it is: a folder that was copied from
 * another machine or another cluster is found at the start, not by its peers.
 *
 * @throws HapyError HAPY-E128
 */
export function requireHolder(identity: TlsIdentity, expectedUri: string, directory: string): void {
  const names = new X509Certificate(identity.certificateChainPem).subjectAltName;
  const uri = uriOfSubjectAltName(names) ?? '';
  if (uri === expectedUri) return;
  const [found, expected] = [holderOf(uri), holderOf(expectedUri)];
  // The same holder of another cluster is told apart by the whole of its name.
  const whole = found === expected || found === '';
  throw new HapyError('HAPY-E128', {
    directory,
    found: whole ? uri || '–' : found,
    expected: whole ? expectedUri : expected,
  });
}
