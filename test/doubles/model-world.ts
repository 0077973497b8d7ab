import assert from 'node:assert/strict';

import type { Action } from '../../services/domain/action.ts';
import { leaderPlace } from '../../services/domain/condition.ts';
import type { NodeState, Observed } from '../../services/domain/observed.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { endpointOf, majorityOf, type Spec } from '../../services/domain/spec.ts';
import { hostOn, type ModelDatabase, type ModelNode, seedOf } from './model-node.ts';

/**
 * A cluster as values: what each action of a plan does when all goes well, and how oned's Raft answers to
 * it. It knows nothing of the planner; properties apply plans to it and look at every state on the way.
 */
export class ModelWorld {
  /** The version of OpenNebula on every node. */
  openNebula = '6.10.0';
  readonly spec: Spec;
  readonly nodes = new Map<string, ModelNode>();
  leader: string | undefined;
  /** Whose seeds are made; set by who carries out a run. */
  runId = 'run';
  term = 0;
  nowMs = 1_000_000;
  #writes = 0;
  /** Nodes whose agent does not answer. */
  readonly silent = new Set<string>();
  /** What a node reports instead of the truth of the model: the traps of opennebula.md. */
  readonly traps = new Map<string, (state: NodeState) => NodeState>();

  constructor(spec: Spec, start: { readonly instantiated: boolean }) {
    this.spec = spec;
    for (const node of spec.nodes) {
      this.nodes.set(node.name, {
        spec: node,
        instance: start.instantiated ? 'done' : 'absent',
        reconfiguredFor: '',
        guard: 'free',
        guardServerId: -1,
        configuredServerId: -1,
        running: start.instantiated,
        database: {
          servers: [],
          endpoint: 'http://localhost:2633/RPC2',
          hosts: [],
          index: -1,
          version: `own-${node.name}`,
        },
        exported: undefined,
        imported: undefined,
        userKey: `key-of-${node.name}`,
        before: undefined,
        peersDigest: '',
      });
    }
  }

  node(name: string): ModelNode {
    const node = this.nodes.get(name);
    assert(node !== undefined, `the model has no node ${name}`);
    return node;
  }

  /** Servers that run in HA, in the order of the spec. */
  servingMembers(): ModelNode[] {
    return [...this.nodes.values()].filter((node) => node.running && node.guard === 'member');
  }

  apply(action: Action): void {
    this.nowMs += 10;
    const at = action.at === leaderPlace ? this.leader : action.at;
    const node = this.nodes.get(action.node);
    this.#applyTo(action, node, at === undefined ? undefined : this.nodes.get(at));
    this.#settle();
  }

  #applyTo(action: Action, node: ModelNode | undefined, at: ModelNode | undefined): void {
    if (action.kind === 'await') return;
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
          hosts: [...database.hosts, hostOn(database.hosts.length, name)],
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
        subject.userKey = source.userKey;
        return;
      }
      case 'configure-peer-ssh':
        subject.peersDigest = new Snapshot(this.spec, this.observe()).peersDigest;
        return;
      case 'reconfigure':
        subject.reconfiguredFor = subject.imported?.seedId ?? '';
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
        const found = at.database.servers.findLast(
          (server) => server.name === name && server.endpoint === endpoint,
        );
        assert(found !== undefined, `${action.id} finds nothing to remove`);
        return this.#write(at, ({ servers }) => ({ servers: servers.filter((each) => each !== found) }));
      }
      case 'remove-host':
        assert.fail(`${action.kind} is not planned yet`);
    }
  }

  #idFor(node: ModelNode): number {
    const pool = this.leader === undefined ? node.database.servers : this.node(this.leader).database.servers;
    const own = pool.filter((server) => server.endpoint === endpointOf(node.spec));
    assert.equal(own.length, 1, `${node.spec.name} is in the pool once`);
    return own[0]?.id ?? -1;
  }

  #write(at: ModelNode, change: (database: ModelDatabase) => Partial<ModelDatabase>): void {
    const solo = at.guard !== 'member';
    const targets = solo ? [at] : this.servingMembers();
    if (!solo) assert.equal(at.spec.name, this.leader, 'a write goes to the leader');
    const version = `write-${(this.#writes += 1)}`;
    const written = change(at.database);
    const base = at.database;
    for (const target of targets) {
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

  observe(): Observed {
    const reports = [...this.nodes.values()].map((node) =>
      this.silent.has(node.spec.name)
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
    const state = this.#stateOf(node);
    return this.traps.get(node.spec.name)?.(state) ?? state;
  }

  /** oned stops on a node, as by a crash or a reboot; its guard stays as it is. */
  stop(name: string): void {
    this.node(name).running = false;
    this.#settle();
  }

  #stateOf(node: ModelNode): NodeState {
    const member = node.guard === 'member';
    const leads = node.spec.name === this.leader;
    const raft = {
      serverId: member ? node.configuredServerId : -1,
      state: !member ? ('solo' as const) : leads ? ('leader' as const) : ('follower' as const),
      term: member ? this.term : 0,
      votedFor: -1,
      commit: node.database.index,
      logIndex: node.database.index,
      logTerm: this.term,
      federationIndex: -1,
    };
    const addresses = [{ interface: 'eth0', address: node.spec.address, prefixLength: 24 }];
    if (leads) addresses.push({ interface: 'eth0', address: this.spec.vip.address, prefixLength: 24 });
    const { servers, endpoint, hosts, version } = node.database;
    return {
      node: node.spec.name,
      agentVersion: '0',
      platform: this.spec.platform,
      observedAtMs: this.nowMs,
      instance: { status: node.instance, configurationPending: false, reconfiguredFor: node.reconfiguredFor },
      guard: {
        state: node.guard,
        clusterId: node.guard === 'free' ? '' : this.spec.clusterId,
        serverId: node.guardServerId,
      },
      oned: {
        process: node.running ? 'running' : 'stopped',
        raft: node.running ? raft : undefined,
        version: this.openNebula,
      },
      configuration: {
        serverId: node.configuredServerId,
        leaderHook: '',
        followerHook: '',
        electionTimeoutMs: 5000,
        monitorAddress: 'auto',
      },
      zone: node.running ? { id: 0, name: 'OpenNebula', endpoint, servers } : undefined,
      hosts: node.running ? hosts : [],
      database: { backend: 'sqlite', contentDigest: version, pristine: true, contents: [] },
      addresses,
      ssh: { hostKeys: [`host-${node.spec.name}`], userKeys: [node.userKey], peersDigest: node.peersDigest },
      credentials: { oneAuthDigest: '', oneKeyDigest: '' },
      seeds: { exported: node.exported, uploaded: node.imported, imported: node.imported },
      lease: undefined,
      runningOperations: [],
    };
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
