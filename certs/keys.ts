import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { HapyError } from '../services/base/errors/hapy-error.ts';

const generate = promisify(generateKeyPair);

/** A new EC P-256 key: PKCS#8 PEM for the file, SubjectPublicKeyInfo in DER for the CSR. */
export async function generateKey(): Promise<{ privateKeyPem: string; publicKeyDer: Buffer }> {
  const { privateKey, publicKey } = await generate('ec', { namedCurve: 'P-256' });
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyDer: publicKey.export({ type: 'spki', format: 'der' }),
  };
}

/**
 * Everything before the two coordinates in the SubjectPublicKeyInfo of an uncompressed P-256 point
 * (RFC 5480, 2.1.1 and 2.2): id-ecPublicKey, prime256v1, and a bit string that opens with 04.
 */
const p256Prefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const p256Length = p256Prefix.length + 64;

/**
 * Accepts one form of public key, EC P-256 uncompressed, by its very bytes, so that nothing else ever
 * reaches OpenSSL's decoder. That decoder then refuses points which are not on the curve.
 *
 * @throws HapyError HAPY-E142
 */
export function importPublicKey(der: Buffer): KeyObject {
  if (der.length !== p256Length || !der.subarray(0, p256Prefix.length).equals(p256Prefix)) {
    throw new HapyError('HAPY-E142');
  }
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch (error) {
    throw new HapyError('HAPY-E142', {}, error);
  }
}

/** The public half of a private key in PEM, as SubjectPublicKeyInfo in DER. */
export function publicKeyOf(privateKeyPem: string): Buffer {
  return createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' });
}
