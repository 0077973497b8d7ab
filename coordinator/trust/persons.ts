import { verifyCsr } from '../../certs/csr.ts';
import { isHolderName } from '../../certs/names.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import type { EnrolResult } from '../enrolment/enrol.ts';
import { newestOf, type RenewContext } from './renew.ts';

export interface PersonRequest {
  readonly name: string;
  readonly role: string;
  readonly csrDer: Buffer;
}

type PersonContext = Pick<RenewContext, 'authority' | 'store' | 'clock' | 'log' | 'trust'>;

/**
 * Certifies the key of a person. A name stays its key's as long as a certificate of it is valid; after a
 * revocation it may be given again, with other serial numbers.
 *
 * @throws HapyError HAPY-E121 (name or role), HAPY-E120 (taken), HAPY-E140 to HAPY-E143 (CSR)
 */
export function createPerson(context: PersonContext, request: PersonRequest): EnrolResult {
  const { name, role } = request;
  if (!isHolderName(name) || (role !== 'operator' && role !== 'auditor')) {
    throw new HapyError('HAPY-E121', { name: name.slice(0, 80) });
  }
  const { authority, store, clock, trust } = context;
  const { publicKeyDer } = verifyCsr(request.csrDer);
  const holder = { profile: role, name } as const;
  const newest = newestOf(context, holder);
  const nowMs = clock.now();
  const revoked = trust.denials().some(({ value }) => value === newest?.serial);
  const taken = newest !== undefined && newest.notAfterMs > nowMs && !revoked;
  if (taken && !newest.publicKeyDer.equals(publicKeyDer)) {
    throw new HapyError('HAPY-E120', { holder: `${role}/${name}`, name });
  }
  const issued = authority.issue({ profile: role, name, dnsNames: [], addresses: [], publicKeyDer });
  store.atomically(() => {
    trust.liftUri(buildUri(authority.clusterId, role, name));
    store.addCertificate({
      ...issued,
      ...{ profile: role, name, publicKeyDer, issuedAtMs: nowMs, tokenId: undefined },
    });
  });
  context.log.info({ holder: `${role}/${name}`, serial: issued.serial }, 'person certified');
  return { ...issued, rootsPem: authority.rootPem };
}
