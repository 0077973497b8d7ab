import forge from 'node-forge';

const { asn1 } = forge;

/** A node of a DER tree, as node-forge keeps it. */
export type DerNode = forge.asn1.Asn1;

const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class;

/** Node-forge's strings hold one octet per character. */
function octets(bytes: Buffer): string {
  return bytes.toString('latin1');
}

export function sequence(...parts: DerNode[]): DerNode {
  return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, parts);
}

export function set(...parts: DerNode[]): DerNode {
  return asn1.create(UNIVERSAL, asn1.Type.SET, true, parts);
}

export function objectId(dotted: string): DerNode {
  return asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

/** An INTEGER from its big-endian two's complement octets. */
export function integer(bytes: Buffer): DerNode {
  return asn1.create(UNIVERSAL, asn1.Type.INTEGER, false, octets(bytes));
}

/** DER writes TRUE as FF; FALSE is always a default here and so never written. */
export function booleanTrue(): DerNode {
  return asn1.create(UNIVERSAL, asn1.Type.BOOLEAN, false, '\xff');
}

export function utf8(text: string): DerNode {
  return asn1.create(UNIVERSAL, asn1.Type.UTF8, false, octets(Buffer.from(text, 'utf8')));
}

export function octetString(bytes: Buffer): DerNode {
  return asn1.create(UNIVERSAL, asn1.Type.OCTETSTRING, false, octets(bytes));
}

export function bitString(bytes: Buffer, unusedBits = 0): DerNode {
  const value = octets(Buffer.concat([Buffer.of(unusedBits), bytes]));
  return asn1.create(UNIVERSAL, asn1.Type.BITSTRING, false, value);
}

/** UTCTime until 2049 and GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5). */
export function time(atMs: number): DerNode {
  const date = new Date(atMs);
  return date.getUTCFullYear() < 2050
    ? asn1.create(UNIVERSAL, asn1.Type.UTCTIME, false, asn1.dateToUtcTime(date))
    : asn1.create(UNIVERSAL, asn1.Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date));
}

/** A context-specific element that wraps others. */
export function tagged(tag: number, ...parts: DerNode[]): DerNode {
  return asn1.create(CONTEXT_SPECIFIC, tag, true, parts);
}

/** A context-specific element that holds octets. */
export function taggedOctets(tag: number, bytes: Buffer): DerNode {
  return asn1.create(CONTEXT_SPECIFIC, tag, false, octets(bytes));
}

/** An element that is already encoded, taken over octet for octet. */
export function encoded(der: Buffer): DerNode {
  return asn1.fromDer(octets(der));
}

export function toDer(node: DerNode): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), 'latin1');
}
