import type { Clock } from '../../services/base/clock.ts';
import type { NodeReport, Observed } from '../../services/domain/observed.ts';
import type { Agents } from './ports.ts';

/** How long a node may take to answer one look. */
const patienceMs = 3000;
/**
 * How long everybody waits for a node that did not answer the last time: a dead one must not slow down every
 * look at the living. The look itself goes on, so that one that is merely slow is heard all the same.
 */
const waitForSilentMs = 300;
/** Why the wait for a silent node ends early; nobody reads it. */
const answered = new Error('answered');

/**
 * Looks at nodes on behalf of many actions at once. A look is fresh: it was begun after it was asked for.
 * Whoever asks while a look at the same node is under way shares the next one, so that however many actions
 * poll, an agent has one request to answer at a time.
 */
export class Observer {
  readonly #agents: Agents;
  readonly #clock: Clock;
  readonly #nodes: () => readonly string[];
  readonly #reports = new Map<string, NodeReport>();
  /** When the look began that the last report is the answer to. */
  readonly #begunAtMs = new Map<string, number>();
  readonly #current = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  constructor(agents: Agents, clock: Clock, nodes: () => readonly string[]) {
    this.#agents = agents;
    this.#clock = clock;
    this.#nodes = nodes;
  }

  /**
   * Looks at `nodes` (all by default) and gives the last report of every node. A look that was begun at most
   * `maxAgeMs` ago counts too; by default none does.
   */
  async observe(
    which: { readonly nodes?: readonly string[] | undefined; readonly maxAgeMs?: number } = {},
  ): Promise<Observed> {
    const { nodes = this.#nodes(), maxAgeMs = 0 } = which;
    const wanted = nodes.filter((node) => !this.#isFresh(node, maxAgeMs));
    await Promise.all(wanted.map((node) => this.#look(node)));
    return this.last();
  }

  #isFresh(node: string, maxAgeMs: number): boolean {
    const begunAtMs = this.#begunAtMs.get(node);
    return maxAgeMs > 0 && begunAtMs !== undefined && this.#clock.now() - begunAtMs <= maxAgeMs;
  }

  /** What was seen last, without looking. */
  last(): Observed {
    return { reports: this.#nodes().map((node) => this.#reports.get(node) ?? this.#neverSeen(node)) };
  }

  #neverSeen(node: string): NodeReport {
    const unreachable = { code: 'HAPY-E541', parameters: { node } };
    return { node, atMs: this.#clock.now(), state: undefined, unreachable };
  }

  async #look(node: string): Promise<void> {
    const answer = this.#freshLook(node);
    const known = this.#reports.get(node);
    if (known === undefined || known.state !== undefined) return answer;
    const enough = new AbortController();
    const patience = this.#clock.delay(waitForSilentMs, enough.signal).catch(() => undefined);
    await Promise.race([answer, patience]);
    enough.abort(answered);
  }

  #freshLook(node: string): Promise<void> {
    const current = this.#current.get(node);
    if (current === undefined) return this.#begin(node);
    const queued = this.#next.get(node);
    if (queued !== undefined) return queued;
    const next = current.then(() => {
      this.#next.delete(node);
      return this.#begin(node);
    });
    this.#next.set(node, next);
    return next;
  }

  #begin(node: string): Promise<void> {
    const begunAtMs = this.#clock.now();
    const look = this.#agents.report(node, patienceMs).then((report) => {
      this.#reports.set(node, report);
      this.#begunAtMs.set(node, begunAtMs);
      if (this.#current.get(node) === look) this.#current.delete(node);
    });
    this.#current.set(node, look);
    return look;
  }
}
