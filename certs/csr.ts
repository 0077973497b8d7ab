import { createPrivateKey, sign, verify } from 'node:crypto';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { ecdsaWithSha256 } from './certificate.ts';
import { DerError, readExactly, tags } from '../services/base/der-reader.ts';
import { bitString, encoded, integer, objectId, sequence, tagged, toDer } from './der-writer.ts';
import { importPublicKey, publicKeyOf } from './keys.ts';

/** A PKCS#10 request of ours has about 200 bytes; nothing beyond this is looked at. */
export const csrBytesMax = 8 * 1024;

/**
 * A PKCS#10 request (RFC 2986) in DER. It carries the public key, the proof that its sender holds the
 * private one, and an empty subject: the names are not the requester's to choose.
 */
export function createCsr(privateKeyPem: string): Buffer {
  const info = sequence(integer(Buffer.of(0)), sequence(), encoded(publicKeyOf(privateKeyPem)), tagged(0));
  const signature = sign('sha256', toDer(info), createPrivateKey(privateKeyPem));
  return toDer(sequence(info, sequence(objectId(ecdsaWithSha256)), bitString(signature)));
}

/** AlgorithmIdentifier of ecdsa-with-SHA256, which has no parameters (RFC 5758, 3.2). */
const ecdsaWithSha256Der = Buffer.from('300a06082a8648ce3d040302', 'hex');

/**
 * Takes the public key from a request after verifying its signature over the very bytes that came: they are
 * never decoded and encoded again. Everything else in the request is ignored.
 *
 * @throws HapyError HAPY-E140 (too large), HAPY-E141 (not a request), HAPY-E142 (not an EC P-256 key),
 * HAPY-E143 (signature)
 */
export function verifyCsr(der: Buffer): { publicKeyDer: Buffer } {
  if (der.length > csrBytesMax) {
    throw new HapyError('HAPY-E140', { sizeBytes: der.length, limitBytes: csrBytesMax });
  }
  const { info, publicKeyDer, algorithm, signature } = readRequest(der);
  const publicKey = importPublicKey(publicKeyDer);
  if (!algorithm.equals(ecdsaWithSha256Der)) throw new HapyError('HAPY-E141');
  if (!verify('sha256', info, publicKey, signature)) throw new HapyError('HAPY-E143');
  return { publicKeyDer: Buffer.from(publicKeyDer) };
}

function readRequest(der: Buffer) {
  const { sequence, integer, bitString, context0 } = tags;
  try {
    const [request] = readExactly(der, [sequence]);
    const [info, algorithm, signature] = readExactly(request.content, [sequence, sequence, bitString]);
    const [version, , publicKey] = readExactly(info.content, [integer, sequence, sequence, context0]);
    const unusedBits = signature.content[0];
    if (!version.content.equals(Buffer.of(0)) || unusedBits !== 0) throw new DerError('unexpected value');
    return {
      info: info.raw,
      publicKeyDer: publicKey.raw,
      algorithm: algorithm.raw,
      signature: signature.content.subarray(1),
    };
  } catch (error) {
    if (error instanceof DerError) throw new HapyError('HAPY-E141', {}, error);
    throw error;
  }
}
