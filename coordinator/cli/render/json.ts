/** One line of JSON. 64-bit numbers of the wire become plain ones: none of ours comes near 2^53. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, plainNumbers);
}

/** JSON for a person's eyes and for jq alike. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, plainNumbers, 2);
}

function plainNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
