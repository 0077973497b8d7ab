import assert from 'node:assert/strict';

import type { SpecPort } from '../../coordinator/executor/ports.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import { barIdentity, forgetNode } from '../../services/domain/change-spec.ts';
import { leaderPlace } from '../../services/domain/place.ts';
import type { NodeReport, NodeState, Observed, SeedManifest } from '../../services/domain/observed.ts';
import { type PeerSsh, peersDigestOf } from '../../services/domain/peer-ssh.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { endpointOf, type Spec, type SpecNode } from '../../services/domain/spec.ts';
import { isStorageKind } from '../../services/domain/storage/storage-step.ts';
import { applyStorage } from './apply-storage.ts';
import { ModelStorage } from './model-storage.ts';
import { InstantRaft, type Change, type ModelRaft } from './model-raft.ts';
import { reportOf } from './model-report.ts';
import { hostOn, isMember, type ModelNode, newMachine, nextId, seedOf } from './model-node.ts';

/**
 * A cluster as values: what each action of a plan does when all goes well, and how oned's Raft answers to
 * it. It knows nothing of the planner; properties apply plans to it and look at every state on the way.
 */
export class ModelWorld implements SpecPort {
  /** The version of OpenNebula on every node. */
  openNebula = '6.10.0';
  spec: Spec;
  readonly nodes = new Map<string, ModelNode>();
  /** Whether a reconfigure restarts oned, as it really does. */
  restarts = false;
  raft: ModelRaft = new InstantRaft(this.nodes);
  readonly storage = new ModelStorage();
  /** Whose seeds are made; set by who carries out a run. */
  runId = 'run';
  nowMs = 1_000_000;
  /** Told after everything that changes the world, and whether it was an act of ours. */
  onStep: (what: string, ours: boolean | undefined) => void = () => undefined;
  readonly #seeds = new Map<string, ModelNode>();
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
    this.storage.exchange(node);
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
    this.raft.settle();
  }

  get leader(): string | undefined {
    return this.raft.leader;
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

  /** What an action does when all goes well, at once: for a Raft without time. */
  apply(action: Action): void {
    const at = action.at === leaderPlace ? this.leader : action.at;
    void this.#applyTo(action, at === undefined ? undefined : this.nodes.get(at));
    this.#applied(action, at);
  }

  /**
   * The same by the agent that was asked, whoever leads by then, with what it was asked for.
   * @throws HapyError what an agent ends with
   */
  async carryOut(action: Action, asked: string, command: Partial<Asked> | object): Promise<void> {
    await this.#applyTo(action, this.nodes.get(asked), command);
    this.#applied(action, asked);
  }

  /** What an action does first: EOLE's reconfigure stops oned and starts it at its end. */
  begin(action: Action, name: string): void {
    if (!this.restarts || action.kind !== 'reconfigure') return;
    this.node(name).running = false;
    this.raft.settle();
    this.onStep(`${action.id} stops oned of ${name}`, true);
  }

  #applied(action: Action, at: string | undefined): void {
    this.nowMs += 10;
    this.raft.settle();
    this.onStep(`${action.id} at ${at ?? action.at}, leader ${this.leader ?? 'none'}`, true);
  }

  #applyTo(action: Action, at: ModelNode | undefined, command: Partial<Asked> = {}): void | Promise<void> {
    const node = this.nodes.get(action.node);
    if (action.kind === 'await') return;
    if (action.kind === 'bar-identity') return this.bar(action.node);
    if (action.kind === 'forget-node') return this.change(forgetNode(this.spec, action.node));
    assert(at !== undefined, `${action.id} was asked of a node that is not there`);
    const subject = node ?? at;
    const { kind } = action;
    if (isStorageKind(kind)) return applyStorage(this, { kind, parameters: action.parameters }, at);
    switch (kind) {
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
        subject.guardServerId = command.serverId ?? this.#idFor(subject);
        subject.configuredServerId = subject.guardServerId;
        return;
      case 'start-oned':
        // The guard writes the keys of the identity before each start.
        if (subject.guard === 'member') subject.configuredServerId = subject.guardServerId;
        subject.running = true;
        return;
      case 'stop-oned':
        subject.running = false;
        return;
      case 'add-zone-server': {
        assert(action.parameters['name'] !== undefined && action.parameters['endpoint'] !== undefined);
        const id = Math.max(-1, ...at.database.servers.map((server) => server.id)) + 1;
        const added = { id, name: action.parameters['name'], endpoint: action.parameters['endpoint'] };
        return this.raft.write(at, (database) => ({ servers: [...database.servers, added] }));
      }
      case 'set-zone-endpoint': {
        const endpoint = action.parameters['endpoint'] ?? '';
        return this.raft.write(at, () => ({ endpoint }));
      }
      case 'add-host': {
        const name = action.parameters['name'] ?? '';
        return this.raft.write(at, (database) => ({
          hosts: [...database.hosts, hostOn(nextId(database.hosts), name)],
        }));
      }
      case 'export-seed':
        at.exported = this.#seedOf(at);
        this.#seeds.set(at.exported.seedId, { ...at });
        return this.raft.exported(at, at.exported.seedId);
      case 'import-seed': {
        const from = action.parameters['from'] === leaderPlace ? this.leader : action.parameters['from'];
        const seed = command.seedId ?? this.node(from ?? '').exported?.seedId ?? '';
        const made = this.#seeds.get(seed);
        assert(
          made?.exported !== undefined && !subject.running,
          `${action.id} of ${seed} on a server that runs`,
        );
        subject.before ??= { database: subject.database, userKey: subject.userKey };
        subject.imported = made.exported;
        subject.userKey = made.userKey;
        return this.raft.imported(subject, seed, this.nodes.get(made.spec.name) ?? made);
      }
      case 'configure-peer-ssh':
        subject.peersDigest = this.#peersDigest(command.peers);
        return;
      case 'reconfigure': {
        const { rollout } = action.parameters;
        const seed = subject.imported?.seedId ?? '';
        subject.reconfiguredFor = rollout === undefined ? seed : `${seed}#${rollout}`;
        if (this.restarts) subject.running = subject.guard !== 'held';
        return;
      }
      case 'disable-host':
        return this.raft.write(at, ({ hosts }) => ({
          hosts: hosts.map((host) =>
            host.name === action.parameters['name'] ? { ...host, state: 4 } : host,
          ),
        }));
      case 'reset-zone-server':
        return this.raft.reset(at, command.serverId ?? this.#idFor(subject));
      case 'prove-service': {
        const leading = this.nodes.get(this.leader ?? '');
        if (leading === undefined) throw new HapyError('HAPY-E693', { endpoint: '', reason: 'HAPY-E413' });
        return this.raft.write(leading, () => ({}));
      }
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
        return this.raft.write(at, ({ servers }) => ({ servers: servers.filter((each) => each !== found) }));
      }
      case 'remove-host':
        return this.raft.write(at, ({ hosts }) => ({
          hosts: hosts.filter((host) => host.name !== action.parameters['name']),
        }));
    }
  }

  #peersDigest(peers: readonly PeerSsh[] | undefined): string {
    return peers === undefined ? new Snapshot(this.spec, this.observe()).peersDigest : peersDigestOf(peers);
  }

  #seedOf(at: ModelNode): SeedManifest {
    const ids = { clusterId: this.spec.clusterId, runId: this.runId, seedId: `seed-${this.#seeds.size + 1}` };
    return seedOf(at, ids, this.raft.lastRecordOf(at));
  }

  #idFor(node: ModelNode): number {
    const pool = this.leader === undefined ? node.database.servers : this.node(this.leader).database.servers;
    const own = pool.filter((server) => server.endpoint === endpointOf(node.spec));
    assert.equal(own.length, 1, `${node.spec.name} is in the pool once`);
    return own[0]?.id ?? -1;
  }

  /** Somebody else writes through the leader. */
  write(change: Change): void {
    void this.raft.write(this.node(this.leader ?? ''), change);
  }

  /** The node is down while so much is written that the leader throws away what it lacks. */
  fallBehind(name: string): void {
    this.stop(name);
    for (let writes = 0; writes < 3; writes += 1) this.write(() => ({}));
    const leader = this.node(this.leader ?? '');
    for (const node of this.servingMembers()) node.logFrom = leader.database.index;
    this.node(name).running = true;
    this.raft.settle();
  }

  observe(): Observed {
    return { reports: [...this.nodes.keys()].map((name) => this.report(name)) };
  }

  /** What the agent of one node tells now. */
  report(name: string): NodeReport {
    const node = this.nodes.get(name);
    const atMs = this.nowMs;
    if (node === undefined || this.silent.has(name) || this.barred.has(name)) {
      return { node: name, atMs, state: undefined, unreachable: { code: 'HAPY-E500', parameters: {} } };
    }
    return { node: name, atMs, state: this.#reportOf(node) };
  }

  #reportOf(node: ModelNode): NodeState {
    const { nowMs, spec, openNebula } = this;
    const seen = reportOf(node, { zone: this.raft, nowMs, spec, openNebula });
    const isUp = (fqdn: string) =>
      [...this.nodes.values()].some((each) => each.spec.fqdn === fqdn && !this.silent.has(each.spec.name));
    const state =
      spec.storage === undefined ? seen : { ...seen, storage: this.storage.stateOf(node, spec, nowMs, isUp) };
    return this.traps.get(node.spec.name)?.(state) ?? state;
  }

  /** oned stops on a node, as by a crash or a reboot; its guard stays as it is. */
  stop(name: string): void {
    this.node(name).running = false;
    this.raft.settle();
    this.onStep(`oned of ${name} stops, leader ${this.leader ?? 'none'}`, false);
  }
}

/** What of a command its action does not say. */
export interface Asked {
  readonly serverId: number;
  readonly seedId: string;
  readonly peers: readonly PeerSsh[];
}
