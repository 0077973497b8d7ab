import type { Clock } from '../services/base/clock.ts';
import type { Log } from '../services/base/log.ts';
import type { HealState, StorageState } from '../services/domain/storage/storage-state.ts';
import type { Helper } from './ports/helper.ts';

interface WatchParts {
  readonly helper: Helper;
  readonly clock: Clock;
  readonly log: Log;
  /** How old what is told may be, in milliseconds: all of it, and what is to be healed. */
  readonly intervals: { readonly storageMs: number; readonly healMs: number };
}

/** What an observer asks. */
export type StorageSource = Pick<StorageWatch, 'read'>;

/** While something is missing people wait for its end; all others are asked as seldom as they may be. */
const troubledMs = 3000;
/** A look at very many entries takes long: bricks have more to do than to count. */
const restFactor = 4;

/** How long a look at the node waits for glusterd, before it tells what was seen last. */
const patienceMs = 2000;

/**
 * What is known of this node's GlusterFS. glusterd may be slow or hang with its peers, and a look at everything else
 * must not wait for it: it is asked in the background, and each state tells when it was seen. What is to be healed is
 * asked less often still, for every brick answers that.
 */
export class StorageWatch {
  readonly #parts: WatchParts;
  #last: StorageState | undefined;
  #heals: readonly HealState[] = [];
  #looking: Promise<void> | undefined;
  #healing: Promise<void> | undefined;
  /** When the looks that gave what is known were begun. */
  #lookedAtMs = -Infinity;
  #healedAtMs = -Infinity;
  #healTookMs = 0;
  /** Grows when an operation has changed something: what was asked before says nothing any more. */
  #generation = 0;
  /** Grows when a machine comes or goes: what is to be healed is asked anew, however long the look of before still takes. */
  #healGeneration = 0;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Something was changed here: nothing that is known counts any more. */
  forget(): void {
    this.#generation += 1;
    this.#lookedAtMs = -Infinity;
    this.#heals = [];
    this.#last = undefined;
    this.#askHealsAnew();
  }

  /** What was seen last, asked anew where that is too old. */
  async read(): Promise<StorageState | undefined> {
    const { clock, intervals } = this.#parts;
    if (clock.now() - this.#lookedAtMs >= intervals.storageMs) {
      // Whoever comes while a look hangs need not wait as well.
      const hangs = this.#looking !== undefined && this.#last !== undefined;
      const looking = (this.#looking ??= this.#look());
      if (!hangs) await this.#patiently(looking);
    }
    const last = this.#last;
    if (last === undefined) return undefined;
    const started = last.volumes.some(({ status }) => status === 'Started');
    if (started && clock.now() - this.#healedAtMs >= this.#healInterval(intervals.healMs))
      this.#healing ??= this.#lookAtHeals();
    return { ...last, heals: this.#heals };
  }

  #healInterval(calmMs: number): number {
    const calm = this.#heals.every(({ bricks }) =>
      bricks.every(({ connected, pending, splitBrain }) => connected && pending + splitBrain === 0),
    );
    return calm ? calmMs : Math.min(calmMs, Math.max(troubledMs, restFactor * this.#healTookMs));
  }

  async #patiently(looking: Promise<void>): Promise<void> {
    const given = new AbortController();
    const patience = this.#parts.clock.delay(patienceMs, given.signal).catch(() => undefined);
    await Promise.race([looking, patience]);
    given.abort();
  }

  async #look(): Promise<void> {
    await this.#ask(false, (storage, begunAtMs) => {
      if (this.#last !== undefined && standingOf(this.#last) !== standingOf(storage)) this.#askHealsAnew();
      this.#last = storage;
      this.#lookedAtMs = begunAtMs;
    });
    this.#looking = undefined;
  }

  #askHealsAnew(): void {
    this.#healGeneration += 1;
    this.#healedAtMs = -Infinity;
    this.#healing = undefined;
  }

  async #lookAtHeals(): Promise<void> {
    const generation = this.#healGeneration;
    await this.#ask(true, (storage, begunAtMs) => {
      if (generation !== this.#healGeneration) return;
      this.#heals = storage?.heals ?? [];
      this.#healedAtMs = begunAtMs;
      this.#healTookMs = this.#parts.clock.now() - begunAtMs;
    });
    if (generation === this.#healGeneration) this.#healing = undefined;
  }

  async #ask(withHeals: boolean, keep: (storage: StorageState | undefined, begunAtMs: number) => void) {
    const { helper, clock, log } = this.#parts;
    const begunAtMs = clock.now();
    const generation = this.#generation;
    try {
      const storage = await helper.readStorage(withHeals);
      if (generation === this.#generation) keep(storage, begunAtMs);
    } catch (error) {
      log.debug({ err: error }, 'storage is not seen');
    }
  }
}

/** Who is in the pool, who of them is reached, and which bricks there are. */
function standingOf(storage: StorageState | undefined): string {
  const { uuid = '', peers = [], volumes = [] } = storage ?? {};
  const seen = peers.map((peer) => [peer.uuid, peer.state, peer.connected]);
  return JSON.stringify([uuid, seen, volumes.map(({ name, status, bricks }) => [name, status, bricks])]);
}
