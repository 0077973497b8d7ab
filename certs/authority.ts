import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { buildUri } from '../services/rpc/uri.ts';
import { signCertificate, type Subject } from './certificate.ts';
import { generateKey, importPublicKey, publicKeyOf } from './keys.ts';
import { addressOctets, isClusterId, isDnsName, isHolderName } from './names.ts';
import { toPem } from './pem.ts';
import { backdateMs, type ProfileName, profiles, rootLifetimeMs } from './profiles.ts';

export interface IssueRequest {
  readonly profile: ProfileName;
  /** The holder: a node's short name, an operator's or auditor's name, else the role's own name. */
  readonly name: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  readonly publicKeyDer: Buffer;
}

export interface IssuedCertificate {
  /** PEM, leaf first. The root is not in it: a peer has its own copy or does not trust it. */
  readonly certificateChainPem: string;
  readonly notAfterMs: number;
  /** Hexadecimal. */
  readonly serial: string;
}

/** The one that signs. Names come from its caller, who has them from the spec; usages and times from profiles.ts. */
export interface CertificateAuthority {
  readonly clusterId: string;
  readonly rootPem: string;
  /** @throws HapyError HAPY-E142 (key), HAPY-E144 (name), HAPY-E146 (the root is not valid now) */
  issue(request: IssueRequest): IssuedCertificate;
}

/** What only the coordinator and the gateway may carry in their certificates. */
export interface VirtualName {
  readonly address: string;
  readonly name: string;
}

/** Makes the key and the root certificate of a new cluster. Where they are kept is the caller's affair. */
export async function createAuthority(o: {
  clusterId: string;
  clock: Clock;
  vip?: VirtualName;
}): Promise<{ authority: CertificateAuthority; privateKeyPem: string; rootPem: string }> {
  assert(isClusterId(o.clusterId), `cluster id ${o.clusterId} cannot stand in a URI`);
  const { privateKeyPem, publicKeyDer } = await generateKey();
  const now = o.clock.now();
  const root = rootSubject(o.clusterId);
  const { der } = signCertificate(
    {
      subject: root,
      issuer: root,
      publicKeyDer,
      issuerPublicKeyDer: publicKeyDer,
      notBeforeMs: now - backdateMs,
      notAfterMs: now + rootLifetimeMs,
      kind: { authority: true },
    },
    createPrivateKey(privateKeyPem),
  );
  const rootPem = toPem('CERTIFICATE', der);
  return { authority: openAuthority({ ...o, privateKeyPem, rootPem }), privateKeyPem, rootPem };
}

/**
 * The authority of a cluster that exists.
 *
 * @throws HapyError HAPY-E145 when key and root do not belong together
 */
export function openAuthority(o: {
  clusterId: string;
  privateKeyPem: string;
  rootPem: string;
  clock: Clock;
  vip?: VirtualName;
}): CertificateAuthority {
  assert(isClusterId(o.clusterId), `cluster id ${o.clusterId} cannot stand in a URI`);
  const { key, root } = readPair(o.privateKeyPem, o.rootPem);
  const issuerPublicKeyDer = publicKeyOf(o.privateKeyPem);
  return {
    clusterId: o.clusterId,
    rootPem: o.rootPem,
    issue(request) {
      checkNames(request, o.vip);
      importPublicKey(request.publicKeyDer);
      const now = o.clock.now();
      checkRootIsValid(root, now);
      const profile = profiles[request.profile];
      const notAfterMs = wholeSeconds(Math.min(now + profile.lifetimeMs, root.validToDate.getTime()));
      const { der, serial } = signCertificate(
        {
          subject: { clusterId: o.clusterId, commonName: request.name },
          issuer: rootSubject(o.clusterId),
          publicKeyDer: request.publicKeyDer,
          issuerPublicKeyDer,
          notBeforeMs: Math.max(now - backdateMs, root.validFromDate.getTime()),
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
      return { certificateChainPem: toPem('CERTIFICATE', der), notAfterMs, serial };
    },
  };
}

function rootSubject(clusterId: string): Subject {
  return { clusterId, commonName: 'Hapy cluster root' };
}

/** A certificate's times have no fractions of a second (RFC 5280, 4.1.2.5). */
function wholeSeconds(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}

function readPair(privateKeyPem: string, rootPem: string): { key: KeyObject; root: X509Certificate } {
  let key: KeyObject;
  let root: X509Certificate;
  try {
    key = createPrivateKey(privateKeyPem);
    root = new X509Certificate(rootPem);
  } catch (error) {
    throw new HapyError('HAPY-E145', {}, error);
  }
  if (!root.ca || !root.checkPrivateKey(key) || !root.verify(root.publicKey))
    throw new HapyError('HAPY-E145');
  return { key, root };
}

function checkRootIsValid(root: X509Certificate, now: number): void {
  const [from, until] = [root.validFromDate, root.validToDate];
  if (now < from.getTime() || now >= until.getTime()) {
    throw new HapyError('HAPY-E146', { from: from.toISOString(), until: until.toISOString() });
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
