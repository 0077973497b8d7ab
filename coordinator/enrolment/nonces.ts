import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';

const lifetimeMs = 60_000;
/** Nonces that were used are remembered until they would have expired anyway. */
const rememberedMax = 1_024;

const timeLength = 6;
const randomLength = 10;
const sealLength = 16;

/**
 * One-time numbers of 32 bytes, valid for one minute. A number carries its own time under a seal, so giving
 * one out takes no memory: somebody without a token who asks for millions of them neither fills a table nor
 * pushes out those of others. Only numbers that came back with a valid proof are remembered.
 */
export class Nonces {
  readonly #clock: Clock;
  readonly #sealKey = randomBytes(32);
  readonly #used = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(): Buffer {
    const content = Buffer.alloc(timeLength + randomLength);
    content.writeUIntBE(this.#clock.now() + lifetimeMs, 0, timeLength);
    randomBytes(randomLength).copy(content, timeLength);
    return Buffer.concat([content, this.#seal(content)]);
  }

  /** @throws HapyError HAPY-E167 when this process did not make it, or more than a minute ago */
  check(nonce: Buffer): void {
    const content = nonce.subarray(0, timeLength + randomLength);
    const seal = nonce.subarray(timeLength + randomLength);
    const genuine = seal.length === sealLength && timingSafeEqual(seal, this.#seal(content));
    if (!genuine || this.#clock.now() >= content.readUIntBE(0, timeLength)) throw new HapyError('HAPY-E167');
  }

  /** @throws HapyError HAPY-E167 when it was used before, HAPY-E171 when too many are in use */
  use(nonce: Buffer): void {
    const now = this.#clock.now();
    for (const [used, expiresAtMs] of this.#used) if (now >= expiresAtMs) this.#used.delete(used);
    const key = nonce.toString('hex');
    if (this.#used.has(key)) throw new HapyError('HAPY-E167');
    if (this.#used.size >= rememberedMax) throw new HapyError('HAPY-E171', { limit: rememberedMax });
    this.#used.set(key, nonce.readUIntBE(0, timeLength));
  }

  #seal(content: Buffer): Buffer {
    return createHmac('sha256', this.#sealKey).update(content).digest().subarray(0, sealLength);
  }
}
