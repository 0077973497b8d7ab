/**
 * JSON of what came over gRPC: 64-bit numbers become JSON numbers while these are exact, and strings
 * beyond 2^53; bytes become base64, as in protobuf's own JSON mapping.
 */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return isExact(each) ? Number(each) : each.toString();
    if (each instanceof Uint8Array) return Buffer.from(each).toString('base64');
    return each;
  });
}

function isExact(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
}
