import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { buildUri } from '../services/rpc/uri.ts';
import { createIssuer, createRoot, type KeyAndCertificate, subjectOf } from './authority-keys.ts';
import { signCertificate } from './certificate.ts';
import { importPublicKey, publicKeyOf } from './keys.ts';
import { addressOctets, isDnsName, isClusterId, isHolderName } from './names.ts';
import { toPem } from './pem.ts';
import { backdateMs, type ProfileName, profiles } from './profiles.ts';

export interface IssueRequest {
  readonly profile: ProfileName;
  /** The holder: a node's short name, an operator's or auditor's name, else the role's own name. */
  readonly name: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  readonly publicKeyDer: Buffer;
}

export interface IssuedCertificate {
  /** PEM, leaf first, then the issuing authority. The root is not in it: a peer has its own copy or does not trust it. */
  readonly certificateChainPem: string;
  readonly notAfterMs: number;
  /** Hexadecimal. */
  readonly serial: string;
}

/** The one that signs. Names come from its caller, who has them from the spec; usages and times from profiles.ts. */
export interface CertificateAuthority {
  readonly clusterId: string;
  readonly rootPem: string;
  /** The certificate that signs; the root itself in a cluster that was made without an issuing authority. */
  readonly issuerPem: string;
  /**
   * @throws HapyError HAPY-E142 (key), HAPY-E144 (name), HAPY-E190 (the authority has expired), HAPY-E193 (it is of a
   * time to come), HAPY-E146 (the root is not valid now)
   */
  issue(request: IssueRequest): IssuedCertificate;
}

/** What only the coordinator and the gateway may carry in their certificates. */
export interface VirtualName {
  readonly address: string;
  readonly name: string;
}

/** Everything that a new cluster's authority consists of. Where it is kept is the caller's affair. */
export interface NewAuthority {
  readonly authority: CertificateAuthority;
  readonly root: KeyAndCertificate;
  readonly issuer: KeyAndCertificate;
}

/** Makes the root and the issuing authority of a new cluster. */
export async function createAuthority(o: {
  clusterId: string;
  clock: Clock;
  vip?: VirtualName;
}): Promise<NewAuthority> {
  const nowMs = o.clock.now();
  const root = await createRoot(o.clusterId, nowMs);
  const issuer = await createIssuer(o.clusterId, root, nowMs);
  const rootPem = root.certificatePem;
  const authority = openAuthority({ ...o, issuer, rootPem });
  return { authority, root, issuer };
}

/**
 * The authority of a cluster that exists, by the key and certificate of its issuing authority.
 *
 * @throws HapyError HAPY-E145 when they do not belong together, or not to the root
 */
export function openAuthority(o: {
  clusterId: string;
  issuer: KeyAndCertificate;
  rootPem: string;
  clock: Clock;
  vip?: VirtualName;
}): CertificateAuthority {
  assert(isClusterId(o.clusterId), `cluster id ${o.clusterId} cannot stand in a URI`);
  const issuerPem = o.issuer.certificatePem;
  const { key, certificate: issuer, root } = readPair(o.issuer, o.rootPem);
  const issuerPublicKeyDer = publicKeyOf(o.issuer.privateKeyPem);
  const subject = subjectOf(issuer, o.clusterId);
  const isRoot = issuer.raw.equals(root.raw);
  return {
    clusterId: o.clusterId,
    rootPem: o.rootPem,
    issuerPem,
    issue(request) {
      checkNames(request, o.vip);
      importPublicKey(request.publicKeyDer);
      const now = o.clock.now();
      checkIsValid(issuer, root, now);
      const profile = profiles[request.profile];
      const notAfterMs = wholeSeconds(Math.min(now + profile.lifetimeMs, issuer.validToDate.getTime()));
      const { der, serial } = signCertificate(
        {
          subject: { clusterId: o.clusterId, commonName: request.name },
          issuer: subject,
          publicKeyDer: request.publicKeyDer,
          issuerPublicKeyDer,
          notBeforeMs: Math.max(now - backdateMs, issuer.validFromDate.getTime()),
          notAfterMs,
          kind: {
            authority: false,
            leaf: {
              usages: profile.usages,
              uri: buildUri(o.clusterId, request.profile, request.name),
              dnsNames: [...new Set(request.dnsNames.map((name) => name.toLowerCase()))],
              addresses: [...new Set(request.addresses)],
            },
          },
        },
        key,
      );
      const leafPem = toPem('CERTIFICATE', der);
      return { certificateChainPem: isRoot ? leafPem : leafPem + issuerPem, notAfterMs, serial };
    },
  };
}

/** A certificate's times have no fractions of a second (RFC 5280, 4.1.2.5). */
function wholeSeconds(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}

function readPair(
  issuer: KeyAndCertificate,
  rootPem: string,
): { key: KeyObject; certificate: X509Certificate; root: X509Certificate } {
  let key: KeyObject;
  let certificate: X509Certificate;
  let root: X509Certificate;
  try {
    key = createPrivateKey(issuer.privateKeyPem);
    certificate = new X509Certificate(issuer.certificatePem);
    root = new X509Certificate(rootPem);
  } catch (error) {
    throw new HapyError('HAPY-E145', {}, error);
  }
  const rooted = certificate.verify(root.publicKey) && root.verify(root.publicKey);
  if (!certificate.ca || !certificate.checkPrivateKey(key) || !rooted) throw new HapyError('HAPY-E145');
  return { key, certificate, root };
}

/** The root comes first: where it is not valid either, no other issuing authority helps. */
function checkIsValid(issuer: X509Certificate, root: X509Certificate, now: number): void {
  for (const [certificate, early, late] of [
    [root, 'HAPY-E146', 'HAPY-E146'],
    [issuer, 'HAPY-E193', 'HAPY-E190'],
  ] as const) {
    const [from, until] = [certificate.validFromDate, certificate.validToDate];
    const dates = { from: from.toISOString(), until: until.toISOString() };
    if (now < from.getTime()) throw new HapyError(early, dates);
    if (now >= until.getTime()) throw new HapyError(late, dates);
  }
}

function checkNames(request: IssueRequest, vip: VirtualName | undefined): void {
  const rule = profiles[request.profile].names;
  const reserved = rule === 'own' && vip !== undefined ? [vip.address, vip.name.toLowerCase()] : [];
  const refuse = (name: string) => new HapyError('HAPY-E144', { name, profile: request.profile });
  if (!isHolderName(request.name)) throw refuse(request.name);
  for (const name of request.dnsNames.map((asked) => asked.toLowerCase())) {
    if (rule === 'none' || !isDnsName(name) || reserved.includes(name)) throw refuse(name);
  }
  for (const address of request.addresses) {
    if (rule === 'none' || addressOctets(address) === undefined || reserved.includes(address)) {
      throw refuse(address);
    }
  }
}
