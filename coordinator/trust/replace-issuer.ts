import { createIssuer } from '../../certs/authority-keys.ts';
import type { Clock } from '../../services/base/clock.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { issuerRecord } from './issuers.ts';
import type { TrustStore } from './trust-store.ts';

/**
 * Puts a new issuing authority under the root in the place of the present one, whatever became of that. Those of
 * before stay accepted: nodes may still show what they signed.
 *
 * @throws HapyError HAPY-E145 the key is not the root's, HAPY-E146 the root is not valid now
 */
export async function replaceIssuer(o: {
  readonly trust: TrustStore;
  readonly spec: Spec;
  readonly rootPem: string;
  readonly rootKeyPem: string;
  readonly clock: Clock;
}): Promise<void> {
  const { trust, clock } = o;
  const nowMs = clock.now();
  const root = { privateKeyPem: o.rootKeyPem, certificatePem: o.rootPem };
  const made = await createIssuer(o.spec.clusterId, root, nowMs);
  trust.atomically(() => {
    for (const issuer of trust.issuers()) {
      if (issuer.status === 'active') trust.saveIssuer({ ...issuer, status: 'old' });
      if (issuer.status === 'next') trust.removeIssuer(issuer.fingerprint);
    }
    trust.saveIssuer(issuerRecord(made, 'active', nowMs));
    trust.setFact('trust-version', String(Number(trust.fact('trust-version') ?? 1) + 1));
  });
}
