import type { Cans, Cluster, ClusterEvent, Findings, Nodes } from './api/answers.ts';
import type { Reply } from './api/client.ts';
import { Follower } from './api/follower.ts';
import type { StreamMessage } from './api/sse-parser.ts';
import type { Asking } from './asking.ts';
import type { State } from './state.ts';
import { withLag } from './views/lag-history.ts';
import { nodeStandings } from './views/node-standing.ts';

const lookEveryMs = 5_000;
/** Events come in flocks: one look answers many. */
const lookAfterEventMs = 300;
const eventsKept = 200;

/**
 * Keeps the cluster's state current: every few seconds, and at once when something happens. What cannot be asked leaves
 * what is known standing, with its age.
 */
export class ClusterWatch {
  readonly #asking: Asking;
  readonly #follower: Follower;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking = false;
  #again = false;
  #stopped = false;
  constructor(asking: Asking) {
    this.#asking = asking;
    this.#follower = new Follower(asking.client, '/events?newest=50', {
      heard: (message) => this.#heard(message),
      opened: () => this.lookSoon(),
      ended: () => false,
    });
    void this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#follower.stop();
    clearTimeout(this.#timer);
  }

  lookSoon(): void {
    if (this.#looking) this.#again = true;
    else this.#lookIn(lookAfterEventMs);
  }

  #heard({ data }: StreamMessage): void {
    const event = JSON.parse(data) as ClusterEvent;
    const { store } = this.#asking;
    const known = store.state.events;
    if (known.some(({ number }) => number === event.number)) return;
    store.set({ events: [event, ...known].slice(0, eventsKept) });
    this.lookSoon();
  }

  #lookIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#look(), milliseconds);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    this.#again = false;
    const { client, store, now } = this.#asking;
    const [cluster, nodes, findings, can] = await Promise.all([
      client.get<Cluster>('/cluster'),
      client.get<Nodes>('/nodes?brief=true'),
      client.get<Findings>('/findings'),
      client.get<Cans>('/can'),
    ]);
    this.#looking = false;
    if (this.#stopped) return;
    store.set(afterLook(store.state, { cluster, nodes, findings, can }, now()));
    this.#lookIn(this.#again ? lookAfterEventMs : lookEveryMs);
  }
}

/** The answers of one look. */
export interface Look {
  readonly cluster: Reply<Cluster>;
  readonly nodes: Reply<Nodes>;
  readonly findings: Reply<Findings>;
  readonly can: Reply<Cans>;
}

/** What a look changes. Pure. */
export function afterLook(state: State, look: Look, nowMs: number): Partial<State> {
  const { cluster, nodes, findings, can } = look;
  if (cluster.ok && nodes.ok && findings.ok) {
    const standings = nodeStandings(nodes.value.nodes, cluster.value);
    return {
      ...{
        cluster: cluster.value,
        nodes: nodes.value,
        findings: findings.value,
        deeds: can.ok ? can.value.deeds : undefined,
      },
      ...{ knownAtMs: nowMs, nowMs, outage: undefined, lags: withLag(state.lags, standings, nowMs) },
    };
  }
  const replies = [cluster, nodes, findings];
  const problems = replies.flatMap((reply) =>
    reply.ok || reply.problem === undefined ? [] : [reply.problem],
  );
  const denied = problems.find(({ status }) => status === 401);
  if (denied !== undefined) return { session: 'none', refused: denied, nowMs };
  const outage = problems.length === 0 ? ('network' as const) : ('coordinator' as const);
  return { outage, nowMs, ...(state.cluster === undefined ? lastKnown(look, nowMs) : {}) };
}

/** A page that is opened while the coordinator is away begins with what the gateway knew last, and says so. */
function lastKnown(look: Look, nowMs: number): Partial<State> {
  const [cluster, nodes, findings] = [
    knownOf(look.cluster, nowMs),
    knownOf(look.nodes, nowMs),
    knownOf(look.findings, nowMs),
  ];
  if (cluster === undefined || nodes === undefined || findings === undefined) return {};
  return {
    cluster: cluster.body,
    nodes: nodes.body,
    findings: findings.body,
    knownAtMs: Math.min(cluster.atMs, nodes.atMs, findings.atMs),
  };
}

function knownOf<T>(reply: Reply<T>, nowMs: number): { readonly atMs: number; readonly body: T } | undefined {
  if (reply.ok) return { atMs: nowMs, body: reply.value };
  const known = reply.problem?.lastKnown;
  return known === undefined ? undefined : { atMs: known.atMs, body: known.body as T };
}
