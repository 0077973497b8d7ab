import { createHash } from 'node:crypto';

import { ByteWriter } from './byte-fields.ts';

/** What every proof of possession is about: this key is to be certified by this server, now. */
export interface ProofSubject {
  readonly clusterId: string;
  /** As Probe gave it. */
  readonly nonce: Buffer;
  readonly csrDer: Buffer;
  /** The SubjectPublicKeyInfo of the certificate that the server showed, so that a proof cannot be relayed. */
  readonly serverPublicKeyDer: Buffer;
}

/**
 * The bytes that are signed. Every field says its length, so that no two different proofs are ever the same message;
 * `domain` is another one for each purpose, so that a proof for one of them is none for the other.
 *
 * @param names who asks, and by what
 */
export function proofMessage(domain: string, subject: ProofSubject, names: readonly string[]): Buffer {
  const writer = new ByteWriter().text(domain).text(subject.clusterId);
  for (const name of names) writer.text(name);
  return writer
    .bytes(subject.nonce)
    .bytes(sha256(subject.csrDer))
    .bytes(sha256(subject.serverPublicKeyDer))
    .toBuffer();
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
