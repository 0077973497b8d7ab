import type { Clock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Lease } from '../services/domain/observed.ts';
import { readIfPresent, writeDurably } from './durable-file.ts';
import { type AskedLease, decideLease, type LeaseAnswer, requireLease } from './lease-rules.ts';

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

  /** Asks for it as its new holder, or once more as the present one. */
  acquire(asked: AskedLease): Promise<LeaseAnswer> {
    return this.#decide(asked, 'acquire');
  }

  renew(asked: AskedLease): Promise<LeaseAnswer> {
    return this.#decide(asked, 'renew');
  }

  /** @throws HapyError HAPY-E301 another holder or epoch, HAPY-E302 expired */
  require(holder: string, epoch: number): void {
    requireLease(this.#lease, { node: this.#node, holder, epoch }, this.#clock.now());
  }

  /** One decision after the other: a second one sees what the first has written. */
  #decide(asked: AskedLease, how: 'acquire' | 'renew'): Promise<LeaseAnswer> {
    if (asked.holder === '' || !Number.isSafeInteger(asked.epoch) || asked.epoch < 1) {
      throw new HapyError('HAPY-E300', { field: 'lease' });
    }
    const decision = this.#writing.then(async () => {
      const answer = decideLease(this.#lease, asked, how, this.#clock.now());
      if (answer.granted) {
        await writeDurably(this.#path, JSON.stringify(answer.lease));
        this.#lease = answer.lease;
      }
      return answer;
    });
    this.#writing = decision.catch(() => undefined);
    return decision;
  }
}
