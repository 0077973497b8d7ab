import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

import { proofMessage, type ProofSubject } from './proof-message.ts';

/** What a renewal is about: the holder of this enrolled key asks this server for a certificate, now. */
export interface RenewalProof extends ProofSubject {
  /** "agent/hapy2", "gateway", "operator/anne": the URI's path. */
  readonly holder: string;
}

const domainTag = 'hapy-renew-v1';

/** ECDSA with SHA-256 by the enrolled key, which is good for this also after its certificate has expired. */
export function signRenewal(privateKeyPem: string, proof: RenewalProof): Buffer {
  return sign('sha256', message(proof), createPrivateKey(privateKeyPem));
}

/** False for anything that is no signature of this proof by that key. `publicKeyDer` is one of ours (EC P-256). */
export function verifyRenewal(publicKeyDer: Buffer, proof: RenewalProof, signature: Buffer): boolean {
  const key = createPublicKey({ key: publicKeyDer, format: 'der', type: 'spki' });
  return verify('sha256', message(proof), key, signature);
}

function message(proof: RenewalProof): Buffer {
  return proofMessage(domainTag, proof, [proof.holder]);
}
