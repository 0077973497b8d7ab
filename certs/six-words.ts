import { createHash } from 'node:crypto';

import { wordlist } from '@scure/bip39/wordlists/french.js';

const wordCount = 6;
const bitsPerWord = 11n;

/**
 * Six French words that a person compares on the node and on the coordinator: 66 bits of the SHA-256 over the
 * root certificate and the node's public key. Equal words mean that both sides speak of the same cluster and
 * of the same key. The words are those of BIP 39, 2,048 in number, told apart by their first four letters.
 */
export function sixWords(rootDer: Buffer, nodePublicKeyDer: Buffer): string {
  const digest = createHash('sha256').update(rootDer).update(nodePublicKeyDer).digest();
  const bits = (digest.readBigUInt64BE(0) << 8n) | BigInt(digest.readUInt8(8));
  const words = Array.from({ length: wordCount }, (_, place) => {
    const shift = 72n - bitsPerWord * BigInt(place + 1);
    const word = wordlist[Number((bits >> shift) & 0x7ffn)] ?? '';
    // The list is kept in decomposed form; terminals and ears want the composed one.
    return word.normalize('NFC');
  });
  return words.join(' ');
}
