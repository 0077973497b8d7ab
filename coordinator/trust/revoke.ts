import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import { parseHolder } from './holder-names.ts';
import type { RenewContext } from './renew.ts';

type RevokeContext = Pick<RenewContext, 'authority' | 'store' | 'clock' | 'log' | 'trust'>;

/**
 * Denies every certificate that a node or person ever had, and its name, and kills the tokens made for it. Nobody
 * is told yet: that is the publisher's affair. Gives the number of certificates. May be repeated.
 *
 * @throws HapyError HAPY-E119 nobody of that name was ever enrolled
 */
export function revokeHolder(
  context: RevokeContext,
  o: { readonly holder: string; readonly reason: string; readonly by: string },
): number {
  const { authority, store, clock, trust } = context;
  const holder = parseHolder(o.holder.slice(0, 200), authority.clusterId);
  const revocable = ['agent', 'operator', 'auditor'].includes(holder?.profile ?? '');
  const certificates = store
    .listCertificates()
    .filter(({ profile, name }) => profile === holder?.profile && name === holder.name);
  const openTokens = store
    .listTokens()
    .filter(
      ({ node, status }) => holder?.profile === 'agent' && node === holder.name && status !== 'consumed',
    );
  if (holder === undefined || !revocable || certificates.length + openTokens.length === 0) {
    throw new HapyError('HAPY-E119', { holder: o.holder.slice(0, 80) });
  }
  const about = { holder: o.holder, reason: o.reason, deniedBy: o.by, atMs: clock.now() };
  store.atomically(() => {
    const uri = buildUri(authority.clusterId, holder.profile, holder.name);
    trust.addDenial({ kind: 'uri', value: uri, ...about });
    for (const { serial } of certificates) {
      trust.addDenial({ kind: 'serial', value: serial.toLowerCase(), ...about });
    }
    // Also one that is reserved: whoever had begun to join with it is not to end.
    for (const token of openTokens) store.saveToken({ ...token, status: 'revoked' });
    trust.forgetApproval(o.holder);
  });
  context.log.warn({ holder: o.holder, by: o.by, certificates: certificates.length }, 'revoked');
  return certificates.length;
}
