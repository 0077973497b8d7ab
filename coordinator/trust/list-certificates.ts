import { X509Certificate } from 'node:crypto';

import { issuerFingerprintOf } from '../../certs/chain.ts';
import { sixWords } from '../../certs/six-words.ts';
import type { Certificate } from '../../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { holderOf } from '../../services/rpc/trust-list.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import type { CertificateRecord } from '../enrolment/enrolment-store.ts';
import type { TrustContext } from './trust-context.ts';

/** The authority's certificates and the newest one of every holder, in the order in which they sign each other. */
export function listCertificates(context: TrustContext): Certificate[] {
  const { trust, enrolment, spec, clock } = context;
  const rootPem = trust.issuers.authority.rootPem;
  const root = new X509Certificate(rootPem);
  const nowMs = clock.now();
  const { active, next, old } = trust.issuers.records();
  const issuers = [old, active, next].flatMap((each) => (each === undefined ? [] : [each.certificatePem]));
  const denied = new Set(trust.store.denials().map(({ value }) => value));
  const waiting = new Set(trust.store.approvals().map(({ holder }) => holder));
  const leaves = newestOfEach(enrolment.listCertificates()).map((record): Certificate => {
    const uri = buildUri(spec.clusterId, record.profile, record.name);
    const holder = holderOf(uri);
    const expired = record.notAfterMs <= nowMs;
    const revoked = denied.has(record.serial.toLowerCase()) || denied.has(uri);
    const state = revoked ? 'revoked' : !expired ? 'valid' : waiting.has(holder) ? 'waiting' : 'expired';
    const certificate = new X509Certificate(record.certificateChainPem);
    return {
      ...{ holder, state, serial: record.serial, notAfterMs: BigInt(record.notAfterMs) },
      notBeforeMs: BigInt(certificate.validFromDate.getTime()),
      words: sixWords(root.raw, record.publicKeyDer),
      issuer: issuerFingerprintOf(record.certificateChainPem) ?? '',
    };
  });
  const rank = ({ holder }: Certificate) => ranks.findIndex((each) => holder.startsWith(each));
  leaves.sort((one, other) => rank(one) - rank(other) || inNaturalOrder(one.holder, other.holder));
  const authorities = [
    authorityCertificate('root', rootPem, nowMs),
    ...issuers.filter((pem) => pem !== rootPem).map((pem) => authorityCertificate('issuing', pem, nowMs)),
  ];
  return [...authorities, ...leaves];
}

const ranks = ['coordinator', 'gateway', 'agent', 'operator', 'auditor'];
const inNaturalOrder = new Intl.Collator('en', { numeric: true }).compare;

function authorityCertificate(holder: string, pem: string, nowMs: number): Certificate {
  const certificate = new X509Certificate(pem);
  const notAfterMs = certificate.validToDate.getTime();
  return {
    ...{ holder, serial: certificate.serialNumber.toLowerCase(), words: '', issuer: '' },
    notBeforeMs: BigInt(certificate.validFromDate.getTime()),
    notAfterMs: BigInt(notAfterMs),
    state: notAfterMs <= nowMs ? 'expired' : 'valid',
  };
}

/** `records` newest first. */
function newestOfEach(records: readonly CertificateRecord[]): CertificateRecord[] {
  const newest = new Map<string, CertificateRecord>();
  for (const record of records) {
    const key = `${record.profile}/${record.name}`;
    if (!newest.has(key)) newest.set(key, record);
  }
  return [...newest.values()];
}
