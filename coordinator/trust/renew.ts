import { verifyCsr } from '../../certs/csr.ts';
import { verifyRenewal } from '../../certs/renewal-proof.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import type { CertificateRecord } from '../enrolment/enrolment-store.ts';
import type { EnrolContext, EnrolResult } from '../enrolment/enrol.ts';
import { type Holder, namesOf, parseHolder } from './holder-names.ts';
import type { TrustStore } from './trust-store.ts';
import type { Spec } from '../../services/domain/spec.ts';

/** More than any program asks for; a defect or a thief must not fill the disk with certificates. */
const certificatesPerHourMax = 20;
const hourMs = 60 * 60_000;

export interface RenewContext
  extends Pick<EnrolContext, 'authority' | 'store' | 'clock' | 'log' | 'nonces' | 'serverPublicKeyDer'> {
  readonly trust: TrustStore;
  readonly spec: Spec;
  /** Whether this serial is of a machine that was removed or replaced. */
  readonly isBarred: (serial: string) => boolean;
}

/** A request as it came from a peer that has proved nothing yet. */
export interface RenewRequest {
  readonly clusterId: string;
  readonly holder: string;
  readonly nonce: Buffer;
  readonly csrDer: Buffer;
  readonly signature: Buffer;
}

/** The holder of a certificate that was found good or bad, by its newest one. */
interface Known {
  readonly holder: Holder;
  readonly newest: CertificateRecord;
}

/**
 * Gives the holder of an enrolled key its next certificate, with the names that the spec has for it now. While the
 * last one is valid nobody needs to be asked; after that an administrator approves once.
 *
 * @throws HapyError HAPY-E116 (waits for approval), HAPY-E115 (revoked), HAPY-E118 (everything else that is wrong
 * about the request, alike for all), HAPY-E140 to HAPY-E143 (CSR), HAPY-E167 (nonce), HAPY-E171 (too many)
 */
export function renew(context: RenewContext, request: RenewRequest): EnrolResult {
  const { holder, newest } = authenticate(context, request);
  const { clock, store, trust, authority } = context;
  const { name, profile } = holder;
  const names = namesOf(context.spec, holder);
  if (names === undefined) throw new HapyError('HAPY-E118', { holder: request.holder });
  const nowMs = clock.now();
  const lately = store
    .listCertificates()
    .filter((each) => isOf(each, holder) && each.issuedAtMs > nowMs - hourMs && each.issuedAtMs <= nowMs);
  if (lately.length >= certificatesPerHourMax) {
    throw new HapyError('HAPY-E171', { limit: certificatesPerHourMax });
  }
  if (newest.notAfterMs <= nowMs) requireApproval(context, request.holder, newest);
  const { publicKeyDer } = newest;
  const issued = authority.issue({ profile, name, ...names, publicKeyDer });
  store.atomically(() => {
    store.addCertificate({ ...issued, profile, name, publicKeyDer, issuedAtMs: nowMs, tokenId: undefined });
    trust.forgetApproval(request.holder);
  });
  context.log.info({ holder: request.holder, serial: issued.serial }, 'certificate renewed');
  return { ...issued, rootsPem: authority.rootPem };
}

function authenticate(context: RenewContext, request: RenewRequest): Known {
  const refuse = () => new HapyError('HAPY-E118', { holder: printable(request.holder) });
  const { clusterId } = context.authority;
  const formed = request.nonce.length === 32 && request.signature.length <= 80;
  const holder = parseHolder(request.holder.slice(0, 200), clusterId);
  if (!formed || request.clusterId !== clusterId || holder === undefined) throw refuse();
  context.nonces.check(request.nonce);
  const { publicKeyDer } = verifyCsr(request.csrDer);
  const proof = { ...request, serverPublicKeyDer: context.serverPublicKeyDer() };
  if (!verifyRenewal(publicKeyDer, proof, request.signature)) throw refuse();
  context.nonces.use(request.nonce);
  const newest = newestOf(context, holder);
  // The coordinator renews its own certificate by itself and never asks.
  const own = newest !== undefined && holder.profile !== 'coordinator';
  if (!own || !newest.publicKeyDer.equals(publicKeyDer)) throw refuse();
  const uri = buildUri(clusterId, holder.profile, holder.name);
  const serial = newest.serial.toLowerCase();
  const denied = context.trust.denials().some(({ value }) => value === uri || value === serial);
  if (denied || context.isBarred(serial)) throw new HapyError('HAPY-E115', { holder: request.holder });
  return { holder, newest };
}

/** The newest certificate of a name decides which key is the enrolled one: an earlier machine of it is out. */
export function newestOf(
  { store }: Pick<RenewContext, 'store'>,
  holder: Holder,
): CertificateRecord | undefined {
  return store.listCertificates().find((each) => isOf(each, holder));
}

function isOf(certificate: CertificateRecord, { profile, name }: Holder): boolean {
  return certificate.profile === profile && certificate.name === name;
}

function requireApproval({ trust, clock }: RenewContext, holder: string, newest: CertificateRecord): void {
  const { publicKeyDer, notAfterMs, name } = newest;
  const known = trust.approvals().find((each) => each.holder === holder);
  const same = known?.publicKeyDer.equals(publicKeyDer) === true;
  if (same && known.approvedBy !== '') return;
  trust.saveApproval({ holder, publicKeyDer, askedAtMs: clock.now(), approvedBy: '' });
  const expiredAt = new Date(notAfterMs).toISOString().slice(0, 16).replace('T', ' ');
  throw new HapyError('HAPY-E116', { holder, name, expiredAt });
}

function printable(text: string): string {
  return text.replace(/[^\w./-]/g, '?').slice(0, 80);
}
