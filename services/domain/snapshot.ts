import type { NodeState, Observed, Zone, ZoneServer } from './observed.ts';
import { peerSshOf, peersDigestOf } from './peer-ssh.ts';
import { isServerOf } from './server-identity.ts';
import { type Departure, majorityOf, type Spec, type SpecNode } from './spec.ts';

/**
 * One observation, arranged so that a question about one node costs no walk over all of them: planning three
 * thousand nodes asks tens of thousands of questions.
 */
export class Snapshot {
  readonly spec: Spec;
  readonly nodes: ReadonlyMap<string, SpecNode>;
  /** Those on their way out, by their names. */
  readonly leaving: ReadonlyMap<string, Departure>;
  /** The place of each node in the spec's list. */
  readonly indexes: ReadonlyMap<string, number>;
  readonly #states = new Map<string, NodeState>();
  readonly #nodeByHost = new Map<string, SpecNode>();
  readonly #pools = new Map<Zone, Pool>();
  #leader: string | undefined | null = null;
  #peersDigest: string | undefined;

  constructor(spec: Spec, observed: Observed) {
    this.spec = spec;
    this.nodes = new Map(spec.nodes.map((node) => [node.name, node]));
    this.leaving = new Map((spec.leaving ?? []).map((departure) => [departure.node.name, departure]));
    this.indexes = new Map(spec.nodes.map((node, index) => [node.name, index]));
    // The machine that takes the place of another may have its name: the list comes last.
    for (const node of [...[...this.leaving.values()].map((each) => each.node), ...spec.nodes]) {
      for (const host of [node.fqdn, node.name, node.address]) this.#nodeByHost.set(host.toLowerCase(), node);
    }
    for (const report of observed.reports) {
      if (report.state !== undefined && (this.nodes.has(report.node) || this.leaving.has(report.node)))
        this.#states.set(report.node, report.state);
    }
  }

  /** The first node of the list: it leads a founding. */
  get first(): SpecNode {
    const node = this.spec.nodes[0];
    if (node === undefined) throw new Error('a spec without nodes is refused before it gets here');
    return node;
  }

  state(node: string): NodeState | undefined {
    return this.#states.get(node);
  }

  states(): Iterable<NodeState> {
    return this.#states.values();
  }

  /**
   * The name of the leader: the one that says so with the highest term, when a majority of its pool is at
   * that very term. A leader that lost its quorum goes on saying LEADER for ever (fact 9).
   */
  get leader(): string | undefined {
    if (this.#leader === null) this.#leader = this.#findLeader();
    return this.#leader;
  }

  #findLeader(): string | undefined {
    let best: NodeState | undefined;
    for (const state of this.#states.values()) {
      if (state.oned.raft?.state !== 'leader') continue;
      if (best === undefined || state.oned.raft.term > (best.oned.raft?.term ?? 0)) best = state;
    }
    const term = best?.oned.raft?.term;
    if (best?.zone === undefined || term === undefined) return undefined;
    const pool = this.pool(best.zone);
    if (!pool.entries.has(best.node)) return undefined;
    let agreeing = 0;
    for (const name of pool.entries.keys()) {
      const raft = this.#states.get(name)?.oned.raft;
      if (raft?.term === term && (raft.state === 'leader' || raft.state === 'follower')) agreeing += 1;
    }
    return agreeing >= majorityOf(best.zone.servers.length) ? best.node : undefined;
  }

  /** The zone as the leader sees it. */
  get leaderZone(): Zone | undefined {
    return this.leader === undefined ? undefined : this.state(this.leader)?.zone;
  }

  pool(zone: Zone): Pool {
    let pool = this.#pools.get(zone);
    if (pool === undefined) {
      pool = this.poolOf(zone.servers);
      this.#pools.set(zone, pool);
    }
    return pool;
  }

  /** Sorts the entries of a server pool by the node they belong to. */
  poolOf(servers: readonly ZoneServer[]): Pool {
    const entries = new Map<string, ZoneServer[]>();
    const foreign: ZoneServer[] = [];
    for (const server of servers) {
      const node = this.#nodeOf(server);
      if (node === undefined) {
        foreign.push(server);
        continue;
      }
      const found = entries.get(node.name);
      if (found === undefined) entries.set(node.name, [server]);
      else found.push(server);
    }
    return { entries, foreign };
  }

  #nodeOf(server: ZoneServer): SpecNode | undefined {
    const byName = this.#nodeByHost.get(server.name.toLowerCase());
    if (byName !== undefined && isServerOf(byName, server)) return byName;
    const host = /^https?:\/\/([^/:]+)/i.exec(server.endpoint)?.[1]?.toLowerCase();
    return host === undefined ? undefined : this.#nodeByHost.get(host);
  }

  /**
   * The id that the zone gives to a node: in the leader's pool; while nobody leads, in the seed that the
   * node has restored or made, which is what its oned will read when it starts.
   */
  serverIdOf(node: string): number | undefined {
    const zone = this.leaderZone;
    if (zone !== undefined) return onlyId(this.pool(zone).entries.get(node));
    const state = this.state(node);
    const seed = node === this.first.name ? state?.seeds.exported : state?.seeds.imported;
    const seeded = seed === undefined ? undefined : onlyId(this.poolOf(seed.servers).entries.get(node));
    if (seeded !== undefined) return seeded;
    const seen = state?.zone === undefined ? undefined : onlyId(this.pool(state.zone).entries.get(node));
    // A member that was adopted has no seed; what its guard keeps is what the zone gave it.
    return seen ?? (state?.guard.state === 'member' ? state.guard.serverId : undefined);
  }

  /** The digest that a node reports once it knows every node of the spec that answers. */
  get peersDigest(): string {
    if (this.#peersDigest === undefined) {
      const peers = this.spec.nodes.flatMap((node) => {
        const state = this.state(node.name);
        return state === undefined ? [] : [peerSshOf(node, state)];
      });
      this.#peersDigest = peersDigestOf(peers);
    }
    return this.#peersDigest;
  }
}

/** A server pool by spec node, and the entries that belong to no node of the spec. */
export interface Pool {
  readonly entries: ReadonlyMap<string, readonly ZoneServer[]>;
  readonly foreign: readonly ZoneServer[];
}

function onlyId(servers: readonly ZoneServer[] | undefined): number | undefined {
  return servers?.length === 1 ? servers[0]?.id : undefined;
}

/** The name of the leader that a majority of the zone agrees on, if there is one. */
export function leaderOf(spec: Spec, observed: Observed): string | undefined {
  return new Snapshot(spec, observed).leader;
}
