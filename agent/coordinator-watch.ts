import type { Clock } from '../services/base/clock.ts';
import type { Log } from '../services/base/log.ts';
import type { Way } from '../services/domain/observed.ts';
import type { LookedAtWays } from './looked-at-ways.ts';

const lookEveryMs = 5_000;

/** A coordinator that nothing of this node reaches: where it should be, and why not. */
export type Away = Pick<Way, 'endpoint' | 'failure'>;

interface Watched {
  readonly ways: LookedAtWays;
  /** Where coordinators are, "address:port". */
  readonly places: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** Told whenever it changes: undefined when one answers again. */
  readonly tell: (away: Away | undefined) => void;
}

/**
 * Looks for the coordinator by this node's own clock. Everything else an agent does when it is asked; nobody asks on the
 * day when a server boots and the coordinator is away, and that is when this node alone can say so.
 */
export async function watchCoordinator(watched: Watched, signal: AbortSignal): Promise<void> {
  const { ways, places, clock, log, tell } = watched;
  let told = false;
  while (!signal.aborted) {
    const looked = new Map(ways.looked().map(({ endpoint, failure }) => [endpoint, failure]));
    const [away] = places().map((endpoint) => ({ endpoint, failure: looked.get(endpoint) ?? '' }));
    const reached = away === undefined || places().some((endpoint) => (looked.get(endpoint) ?? '') === '');
    if (!reached && !told) log.warn({ code: 'HAPY-E743', ...away }, 'no coordinator answers');
    if (reached && told) log.info('a coordinator answers again');
    if (reached === told) tell(reached ? undefined : away);
    told = !reached;
    await clock.delay(lookEveryMs, signal).catch(() => undefined);
  }
}
