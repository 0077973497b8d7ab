import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import type { Lease, Observed } from '../../services/domain/observed.ts';
import { majorityOf } from '../../services/domain/spec.ts';
import type { Agents, LeaseAnswer, LeaseRequest } from './ports.ts';

/** How long an agent keeps a grant that nobody renews. */
export const leaseTtlMs = 10_000;
const renewEveryMs = 3_000;
const retryEveryMs = 500;

/** The right to change the cluster, as it is asked for. */
export interface LeaseOptions {
  readonly agents: Agents;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Every node of the spec that has ever joined, reachable or not: majorities are counted over these. A machine that is
   * still to be brought has no agent, and three of them beside three that stand would forbid their own addition.
   */
  readonly nodes: () => readonly string[];
  /** This process: a copy of our folder, or our own successor, is somebody else. */
  readonly holder: string;
  /** A first formation changes every node, so every one that answers must grant. */
  readonly everyReachable: boolean;
  readonly observe: () => Promise<Observed>;
  /** How long too few answers are borne: after a power cut the agents come back one by one. In milliseconds. */
  readonly patienceMs: number;
  /** Told when too few agents answer and more are waited for. */
  readonly onMissing: (missing: readonly string[]) => void;
  /** Told when the lease of another is waited for. */
  readonly onWaiting: (lease: Lease, node: string) => void;
  readonly signal: AbortSignal;
}

/** The right to change the cluster, renewed in the background until `stop`. */
export interface HeldLease {
  readonly epoch: number;
  readonly holder: string;
  /** Aborted with HAPY-E527 as soon as a majority can no longer be counted on. */
  readonly signal: AbortSignal;
  /** Makes sure that this node has granted too, one that was away when the lease was taken for example. */
  ensure(node: string): Promise<void>;
  /**
   * Takes the next epoch, so that nobody's older right counts any more. @throws HapyError HAPY-E526
   */
  advance(): Promise<void>;
  /** Stops renewing and gives the grants back, so that a successor need not wait until they run out. */
  release(): Promise<void>;
}

interface Attempt {
  readonly granted: readonly string[];
  readonly refused: readonly { readonly node: string; readonly lease: Lease }[];
}

/**
 * Takes the lease with an epoch higher than any that an agent has reported. A lease of somebody else who has
 * stopped renewing (we ourselves before a crash, usually) is waited for until it runs out.
 *
 * @throws HapyError HAPY-E525 when another goes on holding it, HAPY-E526 when too few agents grant.
 */
export async function acquireLease(options: LeaseOptions): Promise<HeldLease> {
  const { clock, signal } = options;
  const startedAtMs = clock.now();
  const givingUpAtMs = startedAtMs + Math.max(leaseTtlMs + 2_000, options.patienceMs);
  let epochFloor = 0;
  for (;;) {
    signal.throwIfAborted();
    const nodes = options.nodes();
    const observed = await options.observe();
    const epoch =
      1 + Math.max(epochFloor, ...observed.reports.map((report) => report.state?.lease?.epoch ?? 0));
    // An agent's own count cannot have begun before it was asked.
    const askedAtMs = clock.now();
    const attempt = await ask(options, epoch);
    // One that leaves is looked at like the others, and grants nothing.
    const reachable = observed.reports.filter(
      ({ node, state }) => state !== undefined && nodes.includes(node),
    ).length;
    const needed = Math.max(majorityOf(nodes.length), options.everyReachable ? reachable : 0);
    if (attempt.granted.length >= needed)
      return hold(options, epoch, new Grants(options, attempt.granted, askedAtMs));
    epochFloor = Math.max(epoch, ...attempt.refused.map((each) => each.lease.epoch));
    const foreign = attempt.refused.find((each) => each.lease.holder !== options.holder);
    if (clock.now() >= givingUpAtMs) throw refusal(options, attempt, needed, foreign);
    if (attempt.refused.length === 0) {
      if (clock.now() >= startedAtMs + options.patienceMs) throw refusal(options, attempt, needed, undefined);
      options.onMissing(nodes.filter((node) => !attempt.granted.includes(node)));
    }
    if (foreign !== undefined) options.onWaiting(foreign.lease, foreign.node);
    await clock.delay(retryEveryMs, signal);
  }
}

async function ask(options: LeaseOptions, epoch: number): Promise<Attempt> {
  const request = { holder: options.holder, epoch, ttlMs: leaseTtlMs };
  const answers = await Promise.all(
    options.nodes().map(async (node) => ({
      node,
      answer: await quietly(options, node, 'acquireLease', request),
    })),
  );
  return {
    granted: answers.filter(({ answer }) => answer?.granted).map(({ node }) => node),
    refused: answers.flatMap(({ node, answer }) =>
      answer?.granted === false && answer.lease !== undefined ? [{ node, lease: answer.lease }] : [],
    ),
  };
}

/** A node that does not answer has not granted; why is a matter for the log and the node's report. */
async function quietly(
  options: LeaseOptions,
  node: string,
  call: 'acquireLease' | 'renewLease',
  request: LeaseRequest,
): Promise<LeaseAnswer | undefined> {
  try {
    return await options.agents.of(node)[call](request);
  } catch (error) {
    options.log.debug({ node, err: error }, 'lease not answered');
    return undefined;
  }
}

function refusal(
  options: LeaseOptions,
  attempt: Attempt,
  needed: number,
  foreign: Attempt['refused'][number] | undefined,
): HapyError {
  if (foreign !== undefined) {
    return leaseOfAnother(foreign.lease, foreign.node);
  }
  const missing = options
    .nodes()
    .filter((node) => !attempt.granted.includes(node))
    .join(', ');
  return new HapyError('HAPY-E526', { granted: attempt.granted.length, needed, missing });
}

/** HAPY-E525: who holds the lease, since when, as `node` tells. */
export function leaseOfAnother({ holder, epoch, grantedAtMs }: Lease, node: string): HapyError {
  const [machine = holder] = holder.split('/');
  const since = new Date(grantedAtMs).toISOString().replace(/\.\d+Z$/, 'Z');
  return new HapyError('HAPY-E525', { holder, machine, epoch, node, since });
}

/** Which nodes have granted a lease, and when each was asked for the grant that stands. */
class Grants {
  readonly #options: Pick<LeaseOptions, 'clock' | 'nodes'>;
  readonly #askedAtMs = new Map<string, number>();
  /** Whoever was there when it was taken, or has granted since: one that has just joined may not have started yet. */
  readonly #counted: Set<string>;

  constructor(options: Pick<LeaseOptions, 'clock' | 'nodes'>, first: readonly string[], askedAtMs: number) {
    this.#options = options;
    this.#counted = new Set(options.nodes());
    for (const node of first) this.set(node, askedAtMs);
  }

  set(node: string, askedAtMs: number): void {
    this.#counted.add(node);
    this.#askedAtMs.set(node, askedAtMs);
  }

  has(node: string): boolean {
    return this.#askedAtMs.has(node);
  }

  delete(node: string): void {
    this.#askedAtMs.delete(node);
  }

  clear(): void {
    this.#askedAtMs.clear();
  }

  nodes(): Iterable<string> {
    return this.#askedAtMs.keys();
  }

  isCurrent(node: string): boolean {
    return this.#options.clock.now() - (this.#askedAtMs.get(node) ?? -Infinity) < leaseTtlMs;
  }

  /** How many of those who count grant it now, and how many of them must. */
  current(): number {
    return this.#voters().filter((node) => this.isCurrent(node)).length;
  }

  needed(): number {
    return majorityOf(this.#voters().length);
  }

  #voters(): readonly string[] {
    return this.#options.nodes().filter((node) => this.#counted.has(node));
  }
}

function hold(options: LeaseOptions, firstEpoch: number, grants: Grants): HeldLease {
  const { clock, nodes, holder, log } = options;
  let epoch = firstEpoch;
  const lost = new AbortController();
  const stopped = new AbortController();
  const foreign = new Map<string, Lease>();

  const renew = async (node: string) => {
    const askedAtMs = clock.now();
    const call = grants.has(node) ? 'renewLease' : 'acquireLease';
    const answer = await quietly(options, node, call, { holder, epoch, ttlMs: leaseTtlMs });
    if (answer === undefined) return;
    foreign.delete(node);
    if (answer.granted) grants.set(node, askedAtMs);
    else {
      grants.delete(node);
      if (answer.lease !== undefined && answer.lease.holder !== holder) foreign.set(node, answer.lease);
    }
  };

  const keep = async () => {
    while (!stopped.signal.aborted) {
      await clock.delay(renewEveryMs, stopped.signal);
      await Promise.all(nodes().map(renew));
      if (grants.current() >= grants.needed()) continue;
      log.warn({ epoch }, 'lease lost');
      lost.abort(new HapyError('HAPY-E527'));
      return;
    }
  };
  // It ends by `stop`, whose abort of the delay is no failure.
  keep().catch((error: unknown) => {
    if (!stopped.signal.aborted) lost.abort(error);
  });

  return {
    get epoch() {
      return epoch;
    },
    holder,
    signal: lost.signal,
    advance: async () => {
      const askedAtMs = clock.now();
      const attempt = await ask(options, epoch + 1);
      // Whoever has granted the new one obeys no older one any more, so it counts even where too few have.
      epoch += 1;
      grants.clear();
      for (const node of attempt.granted) grants.set(node, askedAtMs);
      const needed = grants.needed();
      if (attempt.granted.length < needed) throw refusal(options, attempt, needed, undefined);
    },
    ensure: async (node) => {
      // One that was away for a while has let its grant run out, and would refuse.
      if (!grants.isCurrent(node)) await renew(node);
      if (grants.isCurrent(node)) return;
      const other = foreign.get(node);
      if (other !== undefined) throw leaseOfAnother(other, node);
      throw new HapyError('HAPY-E526', { granted: grants.current(), needed: nodes().length, missing: node });
    },
    release: async () => {
      stopped.abort();
      // As short as an agent lets a lease be; one that does not answer lets it run out.
      const last = { holder, epoch, ttlMs: 1 };
      await Promise.all([...grants.nodes()].map((node) => quietly(options, node, 'renewLease', last)));
    },
  };
}
