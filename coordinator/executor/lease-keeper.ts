import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { acquireLease, type HeldLease, type LeaseOptions } from './lease.ts';

/** How soon the lease is tried for again while nothing needs it. */
const tryAgainMs = 5_000;

/** What a keeper is given once; the rest of the options differs by what the lease is taken for. */
export type KeeperOptions = Pick<LeaseOptions, 'agents' | 'clock' | 'log' | 'holder' | 'nodes' | 'observe'>;

export type TakeOptions = Pick<
  LeaseOptions,
  'everyReachable' | 'patienceMs' | 'onMissing' | 'onWaiting' | 'signal'
>;

/**
 * Keeps the lease for as long as this process lives, and not only during runs: a second coordinator (a copy
 * of our folder, a machine restored from a snapshot) is then refused at any time and can say who holds it,
 * and one that wakes up after it has been replaced finds that out before it acts.
 */
export class LeaseKeeper {
  readonly #options: KeeperOptions;
  #held: HeldLease | undefined;
  #taking: Promise<HeldLease> | undefined;
  /** Why it is not held: HAPY-E525 names the other holder. */
  #refusal: HapyError | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Under which name leases are held here. */
  get holder(): string {
    return this.#options.holder;
  }

  /** HAPY-E525 while another coordinator holds the lease. */
  get refusal(): HapyError | undefined {
    return this.#held === undefined ? this.#refusal : undefined;
  }

  /** Takes the lease as soon as a majority grants it, and again after it was lost, until `signal` ends that. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, log, nodes } = this.#options;
    const quiet = { everyReachable: false, patienceMs: 0, onMissing: () => undefined };
    while (!signal.aborted) {
      // Before anybody has joined there is nobody to look at, and no majority of nobody.
      if (nodes().length === 0) {
        await clock.delay(tryAgainMs, signal).catch(() => undefined);
        continue;
      }
      try {
        const held = await this.take({ ...quiet, onWaiting: () => undefined, signal });
        await untilAborted(AbortSignal.any([held.signal, signal]));
      } catch (error) {
        if (signal.aborted) return;
        log.debug({ err: error }, 'lease not taken');
        await clock.delay(tryAgainMs, signal).catch(() => undefined);
      }
    }
  }

  /**
   * The lease that is held, or else a new one. With `everyReachable` every node that answers has granted it.
   *
   * @throws HapyError HAPY-E525 another coordinator holds it, HAPY-E526 too few agents grant it
   */
  async take(options: TakeOptions): Promise<HeldLease> {
    const held = this.#current() ?? (await this.#takeNew(options));
    if (options.everyReachable) await this.#ensureReachable(held);
    return held;
  }

  async release(): Promise<void> {
    await this.#current()?.release();
    this.#held = undefined;
  }

  #current(): HeldLease | undefined {
    if (this.#held?.signal.aborted === true) this.#held = undefined;
    return this.#held;
  }

  /** One attempt at a time: two would fence each other off by their epochs. */
  async #takeNew(options: TakeOptions): Promise<HeldLease> {
    // No await when nobody is at it: whoever comes next must find that we are.
    while (this.#taking !== undefined) await this.#taking.catch(() => undefined);
    const held = this.#current();
    if (held !== undefined) return held;
    this.#taking = acquireLease({ ...this.#options, ...options });
    try {
      this.#held = await this.#taking;
      this.#refusal = undefined;
      this.#options.log.info({ epoch: this.#held.epoch }, 'lease taken');
      return this.#held;
    } catch (error) {
      if (error instanceof HapyError) this.#refusal = error.code === 'HAPY-E525' ? error : undefined;
      throw error;
    } finally {
      this.#taking = undefined;
    }
  }

  async #ensureReachable(held: HeldLease): Promise<void> {
    const observed = await this.#options.observe();
    const reachable = observed.reports.filter((report) => report.state !== undefined);
    await Promise.all(reachable.map(({ node }) => held.ensure(node)));
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
