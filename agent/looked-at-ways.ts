import { isIP } from 'node:net';

import type { Way } from '../services/domain/observed.ts';
import type { Log } from '../services/base/log.ts';
import type { Clock } from '../services/base/clock.ts';
import type { Network } from './ports/network.ts';

/** A way that is open is looked at once a minute; one that is not, more often, so that it is soon told when it opens. */
const freshMs = 60_000;
const failingMs = 5_000;
/**
 * A server that starts anew closes its port for a moment: that is nobody's firewall. So it is told after so many looks,
 * and not before the time that they take at the pace of `failingMs`: a list that changes is looked at at once.
 */
const failuresMin = 3;
const sustainedMs = (failuresMin - 1) * failingMs;
const reachMs = 3_000;
const waysMax = 64;

/** A way on which nothing has got through, in so many looks in a row. */
interface Failing {
  readonly failure: string;
  readonly times: number;
  readonly sinceMs: number;
  /** Whether it has lasted long enough to be told. */
  readonly told: boolean;
}

/** Whether TCP gets from this node to the ports that it needs on others. Says nothing on the connection. */
export class LookedAtWays {
  readonly #network: Network;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #always: () => readonly string[];
  #peers: readonly string[] = [];
  readonly #failures = new Map<string, Failing>();
  #askedFor = '';
  #askedAtMs = 0;
  #looking = false;

  /** @param always what is looked at whoever the peers are, "address:port" */
  constructor(network: Network, clock: Clock, log: Log, always: () => readonly string[] = () => []) {
    this.#network = network;
    this.#clock = clock;
    this.#log = log;
    this.#always = always;
  }

  /** From now on these are looked at, besides what always is. @param endpoints "address:port" */
  ask(endpoints: readonly string[]): void {
    this.#peers = endpoints;
  }

  /** What is known by now; a firewall that lets packets vanish makes nobody wait. */
  looked(): readonly Way[] {
    const wanted = [...new Set([...this.#always(), ...this.#peers])].sort().slice(0, waysMax);
    const key = wanted.join(' ');
    const keptMs = this.#failures.size > 0 ? failingMs : freshMs;
    const fresh = key === this.#askedFor && this.#clock.now() - this.#askedAtMs < keptMs;
    if (!fresh && !this.#looking) void this.#look(wanted);
    return wanted.map((endpoint) => {
      const failed = this.#failures.get(endpoint);
      return { endpoint, failure: failed?.told === true ? failed.failure : '' };
    });
  }

  /** Why nothing gets there, else ''. A name that has no address is another matter, which is told as such. */
  async #try(endpoint: string): Promise<string> {
    const colon = endpoint.lastIndexOf(':');
    const [host, port] = [endpoint.slice(0, colon), Number(endpoint.slice(colon + 1))];
    const address = isIP(host) === 0 ? (await this.#network.resolve(host))[0] : host;
    if (address === undefined) return '';
    const result = await this.#network.reach(address, port, reachMs);
    return result === 'reached' ? '' : result.failure;
  }

  async #look(wanted: readonly string[]): Promise<void> {
    this.#looking = true;
    this.#askedFor = wanted.join(' ');
    this.#askedAtMs = this.#clock.now();
    for (const known of this.#failures.keys()) if (!wanted.includes(known)) this.#failures.delete(known);
    await Promise.all(
      wanted.map(async (endpoint) => {
        const failure = await this.#try(endpoint).catch(() => '');
        const known = this.#failures.get(endpoint);
        if (failure === '') {
          this.#failures.delete(endpoint);
          if (known?.told === true) this.#log.info({ endpoint }, 'open again');
          return;
        }
        const { times, sinceMs } = {
          times: (known?.times ?? 0) + 1,
          sinceMs: known?.sinceMs ?? this.#askedAtMs,
        };
        const told = times >= failuresMin && this.#askedAtMs - sinceMs >= sustainedMs;
        this.#failures.set(endpoint, { failure, times, sinceMs, told });
        // A refusal comes from a machine that is there: mostly a program that does not run.
        const code = failure === 'ECONNREFUSED' ? {} : { code: 'HAPY-E740' };
        if (told && known?.told !== true)
          this.#log.warn({ ...code, endpoint, failure }, 'nothing gets there from here');
      }),
    );
    this.#looking = false;
  }
}
