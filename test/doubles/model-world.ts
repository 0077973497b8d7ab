import assert from 'node:assert/strict';

import type { SpecPort } from '../../coordinator/executor/ports.ts';
import type { Action } from '../../services/domain/action.ts';
import { barIdentity, forgetNode } from '../../services/domain/change-spec.ts';
import { leaderPlace } from '../../services/domain/place.ts';
import type { NodeState, Observed } from '../../services/domain/observed.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { endpointOf, majorityOf, type Spec, type SpecNode } from '../../services/domain/spec.ts';
import { reportOf } from './model-report.ts';
import {
  hostOn,
  isMember,
  type ModelDatabase,
  type ModelNode,
  newMachine,
  nextId,
  seedOf,
} from './model-node.ts';

/**
 * A cluster as values: what each action of a plan does when all goes well, and how oned's Raft answers to
 * it. It knows nothing of the planner; properties apply plans to it and look at every state on the way.
 */
export class ModelWorld implements SpecPort {
  /** The version of OpenNebula on every node. */
  openNebula = '6.10.0';
  spec: Spec;
  readonly nodes = new Map<string, ModelNode>();
  leader: string | undefined;
  /** Whose seeds are made; set by who carries out a run. */
  runId = 'run';
  term = 0;
  nowMs = 1_000_000;
  /** Told after everything that changes the world, and whether it was an act of ours. */
  onStep: (what: string, ours: boolean) => void = () => undefined;
  #writes = 0;
  #machines = 0;
  /** Machines whose certificate is worthless: nobody asks them for anything. */
  readonly barred = new Set<string>();
  /** Nodes whose agent does not answer. */
  readonly silent = new Set<string>();
  /** What a node reports instead of the truth of the model: the traps of opennebula.md. */
  readonly traps = new Map<string, (state: NodeState) => NodeState>();

  constructor(spec: Spec, start: { readonly instantiated: boolean }) {
    this.spec = spec;
    for (const node of spec.nodes) this.addMachine(node, start);
  }

  /** A machine as it comes from its installation, in the place of another of that name. */
  addMachine(node: SpecNode, start: { readonly instantiated: boolean } = { instantiated: true }): void {
    this.#machines += 1;
    this.silent.delete(node.name);
    this.barred.delete(node.name);
    this.nodes.set(
      node.name,
      newMachine(
        node,
        start.instantiated,
        this.nodes.has(node.name) ? `${node.name}-${this.#machines}` : node.name,
      ),
    );
    this.#settle();
  }

  get current(): Spec {
    return this.spec;
  }

  change(spec: Spec): void {
    this.spec = spec;
  }

  bar(node: string): void {
    this.spec = barIdentity(this.spec, node);
    this.barred.add(node);
  }

  node(name: string): ModelNode {
    const node = this.nodes.get(name);
    assert(node !== undefined, `the model has no node ${name}`);
    return node;
  }

  /** Servers that run in HA, in the order of the spec. */
  servingMembers(): ModelNode[] {
    return [...this.nodes.values()].filter((node) => node.running && isMember(node));
  }

  apply(action: Action): void {
    this.nowMs += 10;
    const at = action.at === leaderPlace ? this.leader : action.at;
    const node = this.nodes.get(action.node);
    this.#applyTo(action, node, at === undefined ? undefined : this.nodes.get(at));
    this.#settle();
    this.onStep(`${action.id} at ${at ?? action.at}, leader ${this.leader ?? 'none'}`, true);
  }

  #applyTo(action: Action, node: ModelNode | undefined, at: ModelNode | undefined): void {
    if (action.kind === 'await') return;
    if (action.kind === 'bar-identity') return this.bar(action.node);
    if (action.kind === 'forget-node') return this.change(forgetNode(this.spec, action.node));
    assert(at !== undefined, `${action.id} was asked of a node that is not there`);
    const subject = node ?? at;
    switch (action.kind) {
      case 'instantiate':
        subject.instance = 'done';
        subject.running = true;
        return;
      case 'hold-oned':
        subject.guard = 'held';
        subject.running = false;
        return;
      case 'configure-solo':
        subject.guard = 'solo';
        subject.configuredServerId = -1;
        return;
      case 'configure-member':
        subject.electionTimeoutMs = Number(action.parameters['electionTimeoutMs']);
        if (action.id.endsWith('/keys')) return;
        subject.guard = 'member';
        subject.guardServerId = this.#idFor(subject);
        subject.configuredServerId = subject.guardServerId;
        return;
      case 'start-oned':
        subject.running = true;
        return;
      case 'stop-oned':
        subject.running = false;
        return;
      case 'add-zone-server': {
        assert(action.parameters['name'] !== undefined && action.parameters['endpoint'] !== undefined);
        const id = Math.max(-1, ...at.database.servers.map((server) => server.id)) + 1;
        const added = { id, name: action.parameters['name'], endpoint: action.parameters['endpoint'] };
        return this.#write(at, (database) => ({ servers: [...database.servers, added] }));
      }
      case 'set-zone-endpoint': {
        const endpoint = action.parameters['endpoint'] ?? '';
        return this.#write(at, () => ({ endpoint }));
      }
      case 'add-host': {
        const name = action.parameters['name'] ?? '';
        return this.#write(at, (database) => ({
          hosts: [...database.hosts, hostOn(nextId(database.hosts), name)],
        }));
      }
      case 'export-seed':
        at.exported = seedOf(at, this.spec.clusterId, this.runId, `seed-${(this.#writes += 1)}`);
        return;
      case 'import-seed': {
        const from = action.parameters['from'] === leaderPlace ? this.leader : action.parameters['from'];
        const source = this.node(from ?? '');
        assert(source.exported !== undefined && !subject.running);
        subject.before ??= { database: subject.database, userKey: subject.userKey };
        subject.imported = source.exported;
        // What was written since the export is not in the seed; the model's sources are held or in HA,
        // where the log brings the difference at the next write.
        subject.database = source.database;
        subject.logFrom = source.logFrom;
        subject.userKey = source.userKey;
        return;
      }
      case 'configure-peer-ssh':
        subject.peersDigest = new Snapshot(this.spec, this.observe()).peersDigest;
        return;
      case 'reconfigure': {
        const { rollout } = action.parameters;
        const seed = subject.imported?.seedId ?? '';
        subject.reconfiguredFor = rollout === undefined ? seed : `${seed}#${rollout}`;
        return;
      }
      case 'disable-host':
        return this.#write(at, ({ hosts }) => ({
          hosts: hosts.map((host) =>
            host.name === action.parameters['name'] ? { ...host, state: 4 } : host,
          ),
        }));
      case 'reset-zone-server':
        // The leader sends from here on what the follower lacks.
        return;
      case 'drop-vip':
        subject.staleVip = false;
        return;
      case 'adopt-server':
        subject.guard = 'member';
        subject.guardServerId = subject.configuredServerId;
        return;
      case 'restore-server':
        assert(!subject.running && subject.guard !== 'member', `${action.id} on a server that runs`);
        Object.assign(subject, subject.before);
        subject.before = subject.imported = subject.exported = undefined;
        subject.guard = 'free';
        subject.guardServerId = subject.configuredServerId = -1;
        return;
      case 'remove-zone-server': {
        const { name, endpoint } = action.parameters;
        const { serverId } = action.parameters;
        const found = at.database.servers.findLast(
          (server) =>
            server.name === name &&
            server.endpoint === endpoint &&
            (serverId === undefined || String(server.id) === serverId),
        );
        assert(found !== undefined, `${action.id} finds nothing to remove`);
        return this.#write(at, ({ servers }) => ({ servers: servers.filter((each) => each !== found) }));
      }
      case 'remove-host':
        return this.#write(at, ({ hosts }) => ({
          hosts: hosts.filter((host) => host.name !== action.parameters['name']),
        }));
    }
  }

  #idFor(node: ModelNode): number {
    const pool = this.leader === undefined ? node.database.servers : this.node(this.leader).database.servers;
    const own = pool.filter((server) => server.endpoint === endpointOf(node.spec));
    assert.equal(own.length, 1, `${node.spec.name} is in the pool once`);
    return own[0]?.id ?? -1;
  }

  #write(at: ModelNode, change: (database: ModelDatabase) => Partial<ModelDatabase>): void {
    const solo = !isMember(at);
    const targets = solo ? [at] : this.servingMembers();
    if (!solo) assert.equal(at.spec.name, this.leader, 'a write goes to the leader');
    const version = `write-${(this.#writes += 1)}`;
    const written = change(at.database);
    const base = at.database;
    for (const target of targets) {
      // A follower that lacks what the leader has thrown away stays where it is.
      if (!solo && target.database.index + 1 < at.logFrom) continue;
      target.database = { ...base, ...written, index: solo ? base.index : base.index + 1, version };
    }
  }

  /** Raft without time: whoever runs first among a majority of the pool leads until it stops. */
  #settle(): void {
    const serving = this.servingMembers();
    const leads = serving.find((node) => node.spec.name === this.leader);
    const pool = leads?.database.servers.length ?? serving[0]?.database.servers.length ?? 0;
    const quorum = serving.length >= majorityOf(pool) && pool > 0;
    if (leads !== undefined && quorum) return;
    this.leader = undefined;
    if (!quorum) return;
    this.leader = serving[0]?.spec.name;
    this.term += 1;
    for (const node of serving) {
      if (node.database.index < 0) node.database = { ...node.database, index: 0 };
    }
  }

  /** Somebody else writes through the leader. */
  write(change: (database: ModelDatabase) => Partial<ModelDatabase>): void {
    this.#write(this.node(this.leader ?? ''), change);
  }

  /** The node is down while so much is written that the leader throws away what it lacks. */
  fallBehind(name: string): void {
    this.stop(name);
    for (let writes = 0; writes < 3; writes += 1) this.write(() => ({}));
    const leader = this.node(this.leader ?? '');
    for (const node of this.servingMembers()) node.logFrom = leader.database.index;
    this.node(name).running = true;
    this.#settle();
  }

  observe(): Observed {
    const reports = [...this.nodes.values()].map((node) =>
      this.silent.has(node.spec.name) || this.barred.has(node.spec.name)
        ? {
            node: node.spec.name,
            atMs: this.nowMs,
            state: undefined,
            unreachable: { code: 'HAPY-E500', parameters: {} },
          }
        : { node: node.spec.name, atMs: this.nowMs, state: this.#reportOf(node) },
    );
    return { reports };
  }

  #reportOf(node: ModelNode): NodeState {
    const { leader, term, nowMs, spec } = this;
    const state = reportOf(node, {
      leads: node.spec.name === leader,
      term,
      nowMs,
      spec,
      openNebula: this.openNebula,
    });
    return this.traps.get(node.spec.name)?.(state) ?? state;
  }

  /** oned stops on a node, as by a crash or a reboot; its guard stays as it is. */
  stop(name: string): void {
    this.node(name).running = false;
    this.#settle();
    this.onStep(`oned of ${name} stops, leader ${this.leader ?? 'none'}`, false);
  }
}

/** A spec of `count` nodes with indices 0 to count - 1. */
export function specOf(count: number): Spec {
  const nodes = Array.from({ length: count }, (_, index) => ({
    name: `hapy${index + 1}`,
    fqdn: `hapy${index + 1}.ac-test.fr`,
    address: `10.${Math.floor(index / 60_000)}.${Math.floor(index / 250) % 250}.${(index % 250) + 2}`,
  }));
  return {
    clusterId: 'c1',
    platform: 'eole',
    nodes,
    vip: { address: '10.255.0.1', name: 'one.ac-test.fr' },
  };
}
