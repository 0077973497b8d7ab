import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Lease } from '../services/domain/observed.ts';
import { readIfPresent, writeDurably } from './durable-file.ts';

/** Bounds of a lease's length, in milliseconds. */
const ttlMs = { minimum: 500, maximum: 60_000 } as const;

/** An answer to acquire or renew: granted or not, and the lease that counts either way. */
export interface LeaseAnswer {
  readonly granted: boolean;
  readonly lease: Lease | undefined;
}

/**
 * Who may change this node. It lives here and not with the coordinator, because a restored copy of a
 * coordinator's database could not be fenced otherwise. Every grant is on disk before it is answered.
 */
export class LeaseStore {
  readonly #path: string;
  readonly #node: string;
  readonly #clock: Clock;
  #lease: Lease | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, node: string, clock: Clock, lease: Lease | undefined) {
    this.#path = path;
    this.#node = node;
    this.#clock = clock;
    this.#lease = lease;
  }

  static async open(path: string, node: string, clock: Clock): Promise<LeaseStore> {
    const text = await readIfPresent(path);
    const lease = text === undefined ? undefined : (JSON.parse(text) as Lease);
    return new LeaseStore(path, node, clock, lease);
  }

  get current(): Lease | undefined {
    return this.#lease;
  }

  /**
   * Granted when nobody has it, when the holder asks again with the same or a higher epoch, or when it has
   * expired and the epoch is higher than any before.
   */
  acquire(asked: { holder: string; epoch: number; ttlMs: number }): Promise<LeaseAnswer> {
    return this.#decide(asked, (lease) => {
      if (lease === undefined) return true;
      if (lease.holder === asked.holder) return asked.epoch >= lease.epoch;
      return asked.epoch > lease.epoch && (this.#expired(lease) || this.#setBack(lease));
    });
  }

  /** Granted to exactly the current holder and epoch, also after expiry: nobody else has taken it since. */
  renew(asked: { holder: string; epoch: number; ttlMs: number }): Promise<LeaseAnswer> {
    return this.#decide(asked, (lease) => lease?.holder === asked.holder && lease.epoch === asked.epoch);
  }

  /**
   * @throws HapyError HAPY-E301 another holder or epoch, HAPY-E302 expired
   */
  require(holder: string, epoch: number): void {
    const lease = this.#lease;
    if (lease === undefined || lease.holder !== holder || lease.epoch !== epoch) {
      throw new HapyError('HAPY-E301', {
        node: this.#node,
        holder,
        epoch,
        currentHolder: lease?.holder ?? '–',
        currentEpoch: lease?.epoch ?? 0,
      });
    }
    if (this.#expired(lease)) throw new HapyError('HAPY-E302', { node: this.#node, holder });
  }

  #expired(lease: Lease): boolean {
    return this.#clock.now() >= lease.expiresAtMs;
  }

  /** A lease that lasts longer than any was granted: the clock was set back, and it would never end. */
  #setBack(lease: Lease): boolean {
    return lease.expiresAtMs - this.#clock.now() > ttlMs.maximum;
  }

  /** One decision after the other: a second one sees what the first has written. */
  #decide(
    asked: { holder: string; epoch: number; ttlMs: number },
    grants: (lease: Lease | undefined) => boolean,
  ): Promise<LeaseAnswer> {
    if (asked.holder === '' || !Number.isSafeInteger(asked.epoch) || asked.epoch < 1) {
      throw new HapyError('HAPY-E300', { field: 'lease' });
    }
    const decision = this.#writing.then(async () => {
      if (!grants(this.#lease)) return { granted: false, lease: this.#lease };
      const { holder, epoch } = asked;
      const nowMs = this.#clock.now();
      const expiresAtMs = nowMs + Math.min(Math.max(asked.ttlMs, ttlMs.minimum), ttlMs.maximum);
      const before = this.#lease?.holder === holder ? this.#lease.grantedAtMs : undefined;
      const lease = { epoch, holder, expiresAtMs, grantedAtMs: before ?? nowMs };
      await writeDurably(this.#path, JSON.stringify(lease));
      this.#lease = lease;
      return { granted: true, lease };
    });
    this.#writing = decision.catch(() => undefined);
    return decision;
  }
}
