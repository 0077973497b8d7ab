import { isIPv4, isIPv6 } from 'node:net';

/** RFC 1123 labels, 253 characters at most, in lower case: what may stand as a DNS name in a certificate. */
export function isDnsName(name: string): boolean {
  if (name.length === 0 || name.length > 253) return false;
  const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
  return name.split('.').every((part) => label.test(part));
}

/** The name of a node or of a person as it stands in a URI: nothing there ever needs escaping. */
export function isHolderName(name: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/.test(name);
}

/** The host part of every URI (SPIFFE-ID 2.1), and a subject's organisation of at most 64 characters. */
export function isClusterId(value: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(value);
}

/**
 * The octets of an IP address as a certificate carries them (RFC 5280, 4.2.1.6), or undefined when the text
 * is no address. A zone index (`fe80::1%eth0`) is refused: it means nothing on another machine.
 */
export function addressOctets(address: string): Buffer | undefined {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  if (!isIPv6(address) || address.includes('%')) return undefined;
  const [head = '', tail] = withHexTail(address).split('::');
  const front = words(head);
  const back = tail === undefined ? [] : words(tail);
  const zeros = Array<number>(8 - front.length - back.length).fill(0);
  const octets = Buffer.alloc(16);
  [...front, ...zeros, ...back].forEach((word, index) => octets.writeUInt16BE(word, index * 2));
  return octets;
}

function words(part: string): number[] {
  return part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
}

/** Writes the dotted end of `::ffff:10.0.0.1` as two hexadecimal words. */
function withHexTail(address: string): string {
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(address)?.[0];
  if (dotted === undefined) return address;
  const octets = Buffer.from(dotted.split('.').map(Number));
  const tail = `${octets.readUInt16BE(0).toString(16)}:${octets.readUInt16BE(2).toString(16)}`;
  return address.slice(0, -dotted.length) + tail;
}
