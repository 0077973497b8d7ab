import type { Servers } from './event.ts';

/**
 * One candidacy: rounds of asking the other servers for a vote, one after the other in the order of their
 * ids, as oned's timer thread does. The servers are those of the zone copy when the candidacy began.
 */
export class Election {
  readonly servers: Servers;
  readonly needed: number;
  round = 0;
  votes = 0;
  /** When the next round begins; undefined while one is under way. */
  retryAtMs: number | undefined;
  #waiting: number[] = [];
  readonly #self: number;

  constructor(self: number, servers: Servers) {
    this.#self = self;
    this.servers = servers;
    this.needed = Math.floor(servers.size / 2);
  }

  begin(round: number): void {
    this.round = round;
    this.votes = 0;
    this.retryAtMs = undefined;
    this.#waiting = [...this.servers.keys()].filter((id) => id !== this.#self).sort((a, b) => a - b);
  }

  /** The next server to ask, or undefined when all have been. */
  nextPeer(): number | undefined {
    return this.#waiting.shift();
  }

  get won(): boolean {
    return this.votes >= this.needed;
  }
}
