/** One element of a DER text: where it lies, as slices of the bytes that came. */
export interface DerElement {
  /** The identifier octet (X.690, 8.1.2). */
  readonly tag: number;
  /** Identifier, length and content. */
  readonly raw: Buffer;
  readonly content: Buffer;
}

/** Thrown for bytes that are no DER; whoever reads turns it into an answer of its own. */
export class DerError extends Error {}

export const tags = {
  integer: 0x02,
  bitString: 0x03,
  objectId: 0x06,
  sequence: 0x30,
  context0: 0xa0,
} as const;

/**
 * Reads the elements that lie side by side in `bytes`, without looking into them. Bounded by its input and
 * without recursion: nothing that a stranger sends makes it read, allocate or nest more than it was given.
 * Lengths must be in their shortest form (X.690, 10.1), tags of one octet.
 */
export function readElements(bytes: Buffer, countMax: number): DerElement[] {
  const elements: DerElement[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    if (elements.length === countMax) throw new DerError(`more than ${countMax} elements`);
    const element = readElement(rest);
    elements.push(element);
    rest = rest.subarray(element.raw.length);
  }
  return elements;
}

function readElement(bytes: Buffer): DerElement {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw new DerError('cut off');
  if ((tag & 0x1f) === 0x1f) throw new DerError('long tag');
  const { length, headerLength } =
    first < 0x80 ? { length: first, headerLength: 2 } : readLength(bytes, first);
  const end = headerLength + length;
  if (end > bytes.length) throw new DerError('cut off');
  return { tag, raw: bytes.subarray(0, end), content: bytes.subarray(headerLength, end) };
}

function readLength(bytes: Buffer, first: number): { length: number; headerLength: number } {
  const octets = first & 0x7f;
  if (octets === 0 || octets > 2) throw new DerError('length out of bounds');
  const headerLength = 2 + octets;
  if (bytes.length < headerLength) throw new DerError('cut off');
  const length = bytes.readUIntBE(2, octets);
  if (length < 0x80 || (octets === 2 && length < 0x100))
    throw new DerError('length not in its shortest form');
  return { length, headerLength };
}

/** Reads exactly the elements with these tags, and nothing after them. */
export function readExactly<const T extends readonly number[]>(
  bytes: Buffer,
  expected: T,
): { [K in keyof T]: DerElement } {
  const elements = readElements(bytes, expected.length);
  const matches = elements.length === expected.length && elements.every((e, i) => e.tag === expected[i]);
  if (!matches) throw new DerError('unexpected structure');
  return elements as unknown as { [K in keyof T]: DerElement };
}
