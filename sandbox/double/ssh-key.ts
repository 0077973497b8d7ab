import type { KeyObject } from 'node:crypto';

/** A public key in the form of authorized_keys: Ed25519 (RFC 8709, section 4) or RSA (RFC 4253, section 6.6). */
export function openSshPublicKey(key: KeyObject): string {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');
  const [type, parts] =
    key.asymmetricKeyType === 'rsa'
      ? ['ssh-rsa', [unsigned(bytes(jwk.e)), unsigned(bytes(jwk.n))]]
      : ['ssh-ed25519', [bytes(jwk.x)]];
  const blob = Buffer.concat([Buffer.from(type), ...parts].map(withLength));
  return `${type} ${blob.toString('base64')}`;
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** An mpint is signed: a leading zero keeps a number whose first bit is set from being negative. */
function unsigned(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}
