import assert from 'node:assert/strict';

/** Thrown when a field reaches beyond the bytes that are there. */
export class CutOffError extends Error {}

/** Joins fields into bytes that can be taken apart in one way only: what varies in length says its length. */
export class ByteWriter {
  readonly #parts: Buffer[] = [];

  fixed(bytes: Buffer, length: number): this {
    assert.equal(bytes.length, length);
    this.#parts.push(bytes);
    return this;
  }

  unsigned(value: number, length: number): this {
    const field = Buffer.alloc(length);
    field.writeUIntBE(value, 0, length);
    return this.fixed(field, length);
  }

  /** Two bytes of length, then the bytes. */
  bytes(bytes: Buffer): this {
    return this.unsigned(bytes.length, 2).fixed(bytes, bytes.length);
  }

  /** As UTF-8, with its length in bytes before it. */
  text(text: string): this {
    return this.bytes(Buffer.from(text, 'utf8'));
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Takes apart what ByteWriter joined. Every read throws CutOffError rather than reach beyond the end. */
export class ByteReader {
  #rest: Buffer;

  constructor(bytes: Buffer) {
    this.#rest = bytes;
  }

  fixed(length: number): Buffer {
    if (length > this.#rest.length)
      throw new CutOffError(`${length} bytes wanted, ${this.#rest.length} left`);
    const field = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return field;
  }

  unsigned(length: number): number {
    return this.fixed(length).readUIntBE(0, length);
  }

  bytes(): Buffer {
    return this.fixed(this.unsigned(2));
  }

  text(): string {
    return this.bytes().toString('utf8');
  }
}
