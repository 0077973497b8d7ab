/** Type (1 byte), version (2) and length (2) stand before what a record carries (RFC 8446, section 5.1). */
const headerBytes = 5;
const lengthOffset = 3;

/** Cuts a stream of TLS into its records, header included. */
export class TlsRecords {
  #rest: Buffer = Buffer.alloc(0);

  /** The records that these bytes complete; what is left waits for more. */
  *take(bytes: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= headerBytes) {
      const end = headerBytes + this.#rest.readUInt16BE(lengthOffset);
      if (this.#rest.length < end) return;
      const record = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
      yield record;
    }
  }
}
