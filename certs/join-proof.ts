import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

import { proofMessage, type ProofSubject } from './proof-message.ts';

/** What a proof is about: this node asks for this key, of this server, now (design section 6.2). */
export interface JoinProof extends ProofSubject {
  readonly tokenId: string;
  readonly node: string;
}

const domainTag = 'hapy-enrol-v1';

/** RFC 8410, 7 and 4: everything before the 32 bytes of an Ed25519 key, in PKCS#8 and SubjectPublicKeyInfo. */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The 32 bytes that the coordinator keeps of a token's 32 bytes of seed. */
export function proofPublicKey(seed: Buffer): Buffer {
  const spki = createPublicKey(privateKeyFrom(seed)).export({ type: 'spki', format: 'der' });
  return spki.subarray(publicPrefix.length);
}

/** 64 bytes of Ed25519 signature. */
export function signProof(seed: Buffer, proof: JoinProof): Buffer {
  return sign(null, message(proof), privateKeyFrom(seed));
}

/** False for anything that is no signature of this proof by the token's seed, whatever its length. */
export function verifyProof(publicKey: Buffer, proof: JoinProof, signature: Buffer): boolean {
  const key = createPublicKey({ key: Buffer.concat([publicPrefix, publicKey]), format: 'der', type: 'spki' });
  return signature.length === 64 && verify(null, message(proof), key, signature);
}

function privateKeyFrom(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' });
}

function message(proof: JoinProof): Buffer {
  return proofMessage(domainTag, proof, [proof.tokenId, proof.node]);
}
