/**
 * A short stable fingerprint of a text: 64-bit FNV-1a over its UTF-16 code units, as 16 hex digits. It tells
 * whether two sets that we wrote ourselves are the same; it is no protection against anybody, for which
 * SHA-256 is used at the edges. Source of the constants: Fowler, Noll, Vo (draft-eastlake-fnv).
 */
export function fingerprintOf(text: string): string {
  // Two 32-bit halves with Math.imul keep this fast; BigInt arithmetic was the planner's largest cost.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let index = 0; index < text.length; index += 1) {
    low ^= text.charCodeAt(index);
    // Multiplication by the prime 2^40 + 0x1b3, modulo 2^64.
    const lowTimesPrime = (low >>> 0) * 0x1b3;
    const carry = Math.floor(lowTimesPrime / 0x1_0000_0000);
    high = (Math.imul(high, 0x1b3) + carry + (low << 8)) >>> 0;
    low = lowTimesPrime >>> 0;
  }
  return high.toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
