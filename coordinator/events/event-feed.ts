import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { ClusterEvent } from '../../services/domain/events/event.ts';
import type { EventStore } from '../store/event-store.ts';

/** A sign of life this often, so that a reader can tell a quiet stream from a dead one. */
const signOfLifeMs = 15_000;
/** A reader that was up to date and then falls so far behind is cut off. */
const behindMax = 5_000;
/** Consoles, gateways and terminals; a program that opens one after the other does not take all. */
const readersMax = 64;

/** One message to a reader: an event, or only where the stream stands. */
export interface FeedMessage {
  readonly event: ClusterEvent | undefined;
  readonly stream: string;
  readonly head: number;
}

export interface FeedRequest {
  /** 0 for the oldest that is kept. */
  readonly after: number;
  /** Empty for whichever stream there is. */
  readonly stream: string;
  /** When not 0: instead of `after`, so many of the newest. */
  readonly newest: number;
  readonly follow: boolean;
}

/** Tells the stream of events to many readers, each at its own pace, from any point that is kept. */
export class EventFeed {
  readonly #store: EventStore;
  readonly #limits: {
    readonly behindMax: number;
    readonly readersMax: number;
    readonly signOfLifeMs: number;
  };
  #readers = 0;

  constructor(store: EventStore, limits: { readonly behindMax?: number; readonly readersMax?: number } = {}) {
    this.#store = store;
    this.#limits = { behindMax, readersMax, signOfLifeMs, ...limits };
  }

  /** The number of the last event, 0 when there is none. */
  get newest(): number {
    return this.#store.bounds().newest;
  }

  /** How many follow at present. */
  get readers(): number {
    return this.#readers;
  }

  /**
   * First where the stream stands, then every event after the one that was asked for, in order and without a gap.
   *
   * @throws HapyError HAPY-E720 some of them are no longer kept, HAPY-E721 the number is of another stream, HAPY-E722
   *   the reader has fallen too far behind, HAPY-E723 too many follow already
   */
  async *watch(request: FeedRequest, signal: AbortSignal): AsyncGenerator<FeedMessage> {
    const { follow } = request;
    if (follow && this.#readers >= this.#limits.readersMax) {
      throw new HapyError('HAPY-E723', { limit: this.#limits.readersMax });
    }
    this.#readers += follow ? 1 : 0;
    try {
      yield* this.#tell(request, signal);
    } finally {
      this.#readers -= follow ? 1 : 0;
    }
  }

  async *#tell(request: FeedRequest, signal: AbortSignal): AsyncGenerator<FeedMessage> {
    const { stream, newest: end } = this.#store.bounds();
    let last = this.#startOf(request);
    yield { event: undefined, stream, head: end };
    let current = false;
    while (!signal.aborted) {
      // Listening begins before the read, so that nothing written in between waits for the next sign of life.
      const heard = new AbortController();
      const news = this.#store.news(this.#limits.signOfLifeMs, AbortSignal.any([signal, heard.signal]));
      const events = this.#read(last, current);
      for (const event of events) {
        yield { event, stream, head: Math.max(event.number, end) };
        last = event.number;
        if (!request.follow && last >= end) break;
      }
      if (events.length > 0) heard.abort();
      if (!request.follow && (events.length === 0 || last >= end)) return heard.abort();
      if (events.length > 0) continue;
      current = true;
      await news;
      const { newest } = this.#store.bounds();
      if (newest === last && !signal.aborted) yield { event: undefined, stream, head: newest };
    }
  }

  /** The number that the telling begins after. */
  #startOf({ after, stream, newest: wanted }: FeedRequest): number {
    const { stream: present, oldest, newest } = this.#store.bounds();
    if (wanted > 0) return Math.max(oldest - 1, newest - wanted);
    if (after > newest || (stream !== '' && stream !== present))
      throw new HapyError('HAPY-E721', { after, newest });
    if (after > 0 && after < oldest - 1) throw new HapyError('HAPY-E720', { after, oldest });
    return Math.max(after, oldest - 1);
  }

  /** What comes after the last one told. What was thrown away meanwhile was not told, and that is said. */
  #read(last: number, current: boolean): readonly ClusterEvent[] {
    const events = this.#store.read(last);
    const { newest } = this.#store.bounds();
    const gone = events[0] !== undefined && events[0].number > last + 1;
    const behind = newest - last;
    if (gone || (current && behind > this.#limits.behindMax)) throw new HapyError('HAPY-E722', { behind });
    return events;
  }
}
