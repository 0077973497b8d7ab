import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';

import {
  bitString,
  booleanTrue,
  type DerNode,
  encoded,
  integer,
  objectId,
  octetString,
  sequence,
  set,
  tagged,
  taggedOctets,
  time,
  toDer,
  utf8,
} from './der-writer.ts';
import { addressOctets } from './names.ts';

/** ecdsa-with-SHA256 (RFC 5758, 3.2); its parameters are absent. */
export const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

const usageIds = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;

/** Who a certificate is for, in the two parts that administrators read: the cluster and the name. */
export interface Subject {
  readonly clusterId: string;
  readonly commonName: string;
}

/** Everything that a certificate says, before it is signed. */
export interface CertificateTemplate {
  readonly subject: Subject;
  readonly issuer: Subject;
  readonly publicKeyDer: Buffer;
  readonly issuerPublicKeyDer: Buffer;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly kind:
    | { readonly authority: true; readonly pathLength: number }
    | { readonly authority: false; readonly leaf: LeafNames };
}

export interface LeafNames {
  readonly usages: readonly (keyof typeof usageIds)[];
  readonly uri: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
}

/** The DER of a signed X.509 v3 certificate (RFC 5280) and its serial number in hexadecimal. */
export function signCertificate(
  template: CertificateTemplate,
  issuerKey: KeyObject,
): { der: Buffer; serial: string } {
  const serial = newSerial();
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(serial),
    sequence(objectId(ecdsaWithSha256)),
    distinguishedName(template.issuer),
    sequence(time(template.notBeforeMs), time(template.notAfterMs)),
    distinguishedName(template.subject),
    encoded(template.publicKeyDer),
    tagged(3, sequence(...extensions(template))),
  );
  const signature = sign('sha256', toDer(toBeSigned), issuerKey);
  const certificate = sequence(toBeSigned, sequence(objectId(ecdsaWithSha256)), bitString(signature));
  return { der: toDer(certificate), serial: serial.toString('hex') };
}

/** 16 octets of which the first is neither zero nor negative: 126 random bits, nothing to be guessed. */
function newSerial(): Buffer {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  return serial;
}

const attributeIds = { organisation: '2.5.4.10', commonName: '2.5.4.3' };

export function distinguishedName(subject: Subject): DerNode {
  const attribute = (id: string, text: string) => set(sequence(objectId(id), utf8(text)));
  return sequence(
    attribute(attributeIds.organisation, subject.clusterId),
    attribute(attributeIds.commonName, subject.commonName),
  );
}

function extensions(template: CertificateTemplate): DerNode[] {
  const keyIds = [
    extension('2.5.29.14', false, octetString(keyId(template.publicKeyDer))),
    extension('2.5.29.35', false, sequence(taggedOctets(0, keyId(template.issuerPublicKeyDer)))),
  ];
  return template.kind.authority
    ? [...authorityExtensions(template.kind.pathLength), ...keyIds]
    : [...leafExtensions(template.kind.leaf), ...keyIds];
}

/** `pathLength` is how many authorities may stand below this one (pathLenConstraint). */
function authorityExtensions(pathLength: number): DerNode[] {
  const keyCertSignAndCrlSign = bitString(Buffer.of(0b0000_0110), 1);
  return [
    extension('2.5.29.19', true, sequence(booleanTrue(), integer(Buffer.of(pathLength)))),
    extension('2.5.29.15', true, keyCertSignAndCrlSign),
  ];
}

function leafExtensions(leaf: LeafNames): DerNode[] {
  const digitalSignature = bitString(Buffer.of(0b1000_0000), 7);
  const names = [
    taggedOctets(6, Buffer.from(leaf.uri, 'ascii')),
    ...leaf.dnsNames.map((name) => taggedOctets(2, Buffer.from(name, 'ascii'))),
    ...leaf.addresses.map((address) => taggedOctets(7, addressOctets(address) ?? Buffer.alloc(0))),
  ];
  return [
    extension('2.5.29.19', true, sequence()),
    extension('2.5.29.15', true, digitalSignature),
    extension('2.5.29.37', false, sequence(...leaf.usages.map((usage) => objectId(usageIds[usage])))),
    extension('2.5.29.17', false, sequence(...names)),
  ];
}

function extension(id: string, critical: boolean, value: DerNode): DerNode {
  const flag = critical ? [booleanTrue()] : [];
  return sequence(objectId(id), ...flag, octetString(toDer(value)));
}

/**
 * The SHA-1 of the public key's bit string (RFC 5280, 4.2.1.2, method 1). It tells which authority has signed, also
 * when that is denied: nobody can find another key with the digest of one that the root has signed.
 */
function keyId(publicKeyDer: Buffer): Buffer {
  const pointLength = 65;
  return createHash('sha1').update(publicKeyDer.subarray(-pointLength)).digest();
}
