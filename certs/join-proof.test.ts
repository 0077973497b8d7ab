import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { type JoinProof, proofPublicKey, signProof, verifyProof } from './join-proof.ts';

describe('join proof', () => {
  const seed = Buffer.alloc(32, 1);
  const proof: JoinProof = {
    clusterId: 'c1',
    tokenId: '0123',
    node: 'hapy2',
    nonce: Buffer.alloc(32, 2),
    csrDer: Buffer.from('csr'),
    serverPublicKeyDer: Buffer.from('key'),
  };

  it('holds for exactly what was signed', () => {
    const signature = signProof(seed, proof);
    const key = proofPublicKey(seed);
    assert.ok(verifyProof(key, proof, signature));
    const others: Partial<JoinProof>[] = [
      { clusterId: 'c2' },
      { tokenId: '0124' },
      { node: 'hapy3' },
      { nonce: Buffer.alloc(32, 3) },
      { csrDer: Buffer.from('csR') },
      { serverPublicKeyDer: Buffer.from('keY') },
      // The same letters, divided in another way between neighbours.
      { clusterId: 'c10', tokenId: '123' },
      { tokenId: '0123h', node: 'apy2' },
    ];
    for (const other of others) assert.equal(verifyProof(key, { ...proof, ...other }, signature), false);
  });

  it('holds for the seed’s own public key only, and for no bytes that are no signature', () => {
    const signature = signProof(seed, proof);
    assert.equal(verifyProof(proofPublicKey(Buffer.alloc(32, 9)), proof, signature), false);
    for (const length of [0, 1, 63, 64, 65, 1000]) {
      assert.equal(verifyProof(proofPublicKey(seed), proof, randomBytes(length)), false);
    }
  });

  it('uses Ed25519 as RFC 8032 has it (7.1, test 1)', () => {
    const secret = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const expected = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
    assert.equal(proofPublicKey(secret).toString('hex'), expected);
  });
});
