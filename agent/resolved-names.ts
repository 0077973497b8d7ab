import type { Clock } from '../services/base/clock.ts';
import type { Network } from './ports/network.ts';

/** Names change seldom, and each question goes out to the network. */
const freshMs = 60_000;
const namesMax = 64;

type Names = readonly { readonly name: string; readonly addresses: readonly string[] }[];

/** What the names of the zone's servers resolve to on this node, asked at most once a minute. */
export class ResolvedNames {
  readonly #network: Network;
  readonly #clock: Clock;
  #wanted: readonly string[] = [];
  #resolved: Names = [];
  #askedFor = '';
  #askedAtMs = 0;

  constructor(network: Network, clock: Clock) {
    this.#network = network;
    this.#clock = clock;
  }

  /** From now on these names are looked up. */
  ask(names: readonly string[]): void {
    this.#wanted = [...new Set(names)].filter((name) => name !== '').slice(0, namesMax);
  }

  /** What is known by now. A name server that is dead makes nobody wait: the answers come with a later look. */
  resolved(): Names {
    const key = this.#wanted.join(' ');
    const fresh = key === this.#askedFor && this.#clock.now() - this.#askedAtMs < freshMs;
    if (!fresh) void this.#look(key);
    return this.#resolved;
  }

  async #look(key: string): Promise<void> {
    this.#askedFor = key;
    this.#askedAtMs = this.#clock.now();
    const resolved = await Promise.all(
      this.#wanted.map(async (name) => {
        const addresses = await this.#network.resolve(name).catch(() => []);
        return { name, addresses: [...addresses].sort() };
      }),
    );
    if (this.#askedFor === key) this.#resolved = resolved;
  }
}
