import type { Finding } from '../../services/domain/plan.ts';
import { isBackupOutdated } from './backup.ts';
import { listCertificates } from './list-certificates.ts';
import type { TrustContext } from './trust-context.ts';

const dayMs = 24 * 60 * 60_000;
/** A certificate of 30 days is renewed at 15; one with less than this has failed to be for a week. */
const leafWarningMs = 7 * dayMs;
/** Long enough to fetch the root's key from wherever it is kept. */
const issuerWarningMs = 180 * dayMs;

/** What about certificates and backups wants a person's attention. */
export function trustFindings(context: TrustContext): Finding[] {
  const { trust, clock } = context;
  const nowMs = clock.now();
  const certificates = listCertificates(context);
  const findings: Finding[] = [];
  for (const { holder, state, notAfterMs } of certificates) {
    const [kind, name = holder] = holder.split('/');
    const node = kind === 'agent' ? name : '';
    if (state === 'waiting') findings.push(warning('HAPY-E137', node, { holder, name }));
    const renewed = kind === 'agent' || kind === 'gateway' || kind === 'coordinator';
    const leftMs = Number(notAfterMs) - nowMs;
    if (renewed && state === 'valid' && leftMs < leafWarningMs) {
      findings.push(warning('HAPY-E136', node, { holder, name, expiresAt: dayOf(Number(notAfterMs)) }));
    }
  }
  const issuerEndsMs = trust.issuers.endsAtMs;
  if (issuerEndsMs - nowMs < issuerWarningMs) {
    findings.push(warning('HAPY-E138', '', { expiresAt: dayOf(issuerEndsMs) }));
  }
  if (isBackupOutdated(context)) {
    const when = dayOf(Number(trust.store.fact('backup-at-ms') ?? 0));
    findings.push(warning('HAPY-E135', '', { when }));
  }
  return findings;
}

function warning(code: string, node: string, parameters: Record<string, string>): Finding {
  return { code, severity: 'warning', node, parameters };
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
