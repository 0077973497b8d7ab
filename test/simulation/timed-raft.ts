import type { Effects, Message, Reply } from '../../sandbox/double/raft/effects.ts';
import type { PeerAnswer, RaftEvent, Servers } from '../../sandbox/double/raft/event.ts';
import { raftState } from '../../sandbox/double/raft/core.ts';
import { RaftMachine } from '../../sandbox/double/raft/machine.ts';
import { answerEvent, requestEvent, shippedTiming } from '../../sandbox/double/raft/simulation.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Raft } from '../../services/domain/observed.ts';
import { endpointOf, majorityOf } from '../../services/domain/spec.ts';
import { isMember, type LastRecord, type ModelDatabase, type ModelNode } from '../doubles/model-node.ts';
import type { Change, ModelRaft } from '../doubles/model-raft.ts';
import type { ModelWorld } from '../doubles/model-world.ts';
import type { VirtualClock } from '../doubles/virtual-clock.ts';
import type { Cables } from './cables.ts';
import { chained, copyOf, type Disk, diskOf, endOf } from './raft-disk.ts';
import { states, statusOf } from './raft-status.ts';
import { RaftWatch } from './raft-watch.ts';

interface Server {
  readonly node: ModelNode;
  readonly machine: RaftMachine;
  readonly proposals: Map<number, (outcome: 'committed' | 'dropped' | 'gone') => void>;
  /** oned changes one object after the other. */
  queue: Promise<unknown>;
  readonly firstTickMs: number;
  tickAtMs: number;
}

const callTimeoutMs = 1000;
const tickMs = 50;
/** How long an agent waits for oned to take a change. */
const writeDeadlineMs = 15_000;

/** The double's Raft (sandbox/double/raft) among the nodes of a model, on virtual time and over cables that can be cut. */
export class TimedRaft implements ModelRaft {
  readonly watch = new RaftWatch();
  readonly #world: ModelWorld;
  readonly #clock: VirtualClock;
  readonly #cables: Cables;
  readonly #random: () => number;
  readonly #servers = new Map<string, Server>();
  readonly #disks = new WeakMap<ModelNode, Disk>();
  readonly #seeds = new Map<string, { database: ModelDatabase; disk: Disk; logFrom: number }>();
  readonly #changes = new Map<string, Partial<ModelDatabase>>();
  #writes = 0;

  constructor(parts: { world: ModelWorld; clock: VirtualClock; cables: Cables; random: () => number }) {
    this.#world = parts.world;
    this.#clock = parts.clock;
    this.#cables = parts.cables;
    this.#random = parts.random;
  }

  /** Takes over a zone that was led until now: it is led again at once by the same server. */
  takeOver(leader: string | undefined): void {
    for (const node of this.#world.nodes.values()) {
      if (!node.running || !isMember(node)) continue;
      const first = node.spec.name === leader ? node.electionTimeoutMs : 0;
      this.#start(node, this.#clock.now() - shippedTiming.warmUpMs - first);
    }
  }

  /** The one that leads with the highest term, and is followed by a majority of its pool. */
  get leader(): string | undefined {
    let best: Server | undefined;
    for (const server of this.#servers.values()) {
      if (server.machine.state !== raftState.leader) continue;
      if (best === undefined || server.machine.term > best.machine.term) best = server;
    }
    if (best === undefined) return undefined;
    const { machine, node } = best;
    const agreeing = [...this.#servers.values()].filter(
      (each) => each.machine.term === machine.term && each.machine.state !== raftState.candidate,
    );
    return agreeing.length >= majorityOf(machine.servers.size) ? node.spec.name : undefined;
  }

  get term(): number {
    return Math.max(0, ...[...this.#servers.values()].map(({ machine }) => machine.term));
  }

  settle(): void {
    for (const [name, server] of this.#servers) {
      const { node, machine } = server;
      const same = this.#world.nodes.get(name) === node && node.configuredServerId === machine.serverId;
      if (!same || !node.running || !isMember(node)) this.#stop(name, server);
    }
    for (const node of this.#world.nodes.values()) {
      const runs = node.running && isMember(node);
      if (runs && !this.#servers.has(node.spec.name)) this.#start(node, this.#clock.now());
    }
  }

  #start(node: ModelNode, nowMs: number): void {
    const disk = this.#diskOf(node);
    const machine = new RaftMachine({
      serverId: node.configuredServerId,
      term: disk.term,
      votedFor: disk.votedFor,
      records: [...disk.records.values()],
      zone: zoneOf(node),
      timing: { ...shippedTiming, electionTimeoutMs: node.electionTimeoutMs },
      random: this.#random,
      nowMs,
    });
    const server: Server = {
      node,
      machine,
      proposals: new Map(),
      queue: Promise.resolve(),
      firstTickMs: this.#clock.now() + Math.floor(this.#random() * tickMs),
      tickAtMs: Infinity,
    };
    this.#servers.set(node.spec.name, server);
    if (node.database.index < 0) node.database = { ...node.database, index: 0 };
    this.#plan(server);
  }

  #stop(name: string, { proposals }: Server): void {
    this.#servers.delete(name);
    for (const settle of proposals.values()) settle('gone');
    if (proposals.size > 0) this.#clock.stir();
  }

  #diskOf(node: ModelNode): Disk {
    let disk = this.#disks.get(node);
    if (disk === undefined) {
      disk = diskOf(node.database);
      this.#disks.set(node, disk);
    }
    return disk;
  }

  /** The machine is asked again when something can be due: a heartbeat, an election, another round of it. */
  #plan(server: Server): void {
    const { machine } = server;
    const dueMs =
      machine.state === raftState.leader
        ? machine.lastHeartbeatMs + machine.timing.heartbeatMs
        : machine.state === raftState.candidate
          ? (machine.election?.retryAtMs ?? this.#clock.now() + callTimeoutMs)
          : machine.lastHeartbeatMs + machine.timing.electionTimeoutMs;
    // Between two ticks of oned's timer nothing is looked at.
    const ticks = Math.ceil((Math.max(dueMs, this.#clock.now() + 1) - server.firstTickMs) / tickMs);
    const atMs = server.firstTickMs + ticks * tickMs;
    if (server.tickAtMs <= atMs && server.tickAtMs > this.#clock.now()) return;
    server.tickAtMs = atMs;
    this.#clock.at(atMs - this.#clock.now(), () => {
      if (!this.#lives(server) || server.tickAtMs !== atMs) return;
      this.#step(server, { kind: 'tick', zone: zoneOf(server.node) });
    });
  }

  #lives(server: Server): boolean {
    return this.#servers.get(server.node.spec.name) === server;
  }

  #step(server: Server, event: RaftEvent): Effects {
    const { machine, node } = server;
    const before = machine.state;
    const effects = machine.step(event, this.#clock.now());
    this.#persist(server, effects);
    if (machine.state !== before) {
      this.#world.onStep(`${node.spec.name} is ${states[machine.state]} of term ${machine.term}`, undefined);
    }
    if (effects.hooks.includes('leader')) this.watch.leads(node.spec.name, machine);
    for (const { token, committed } of effects.settled) {
      server.proposals.get(token)?.(committed ? 'committed' : 'dropped');
      server.proposals.delete(token);
      this.#clock.stir();
    }
    for (const message of effects.messages) this.#send(server, message);
    this.#plan(server);
    return effects;
  }

  #persist({ node, machine }: Server, effects: Effects): void {
    const disk = this.#diskOf(node);
    for (const change of effects.persisted) {
      if (change.kind === 'state') Object.assign(disk, { term: change.term, votedFor: change.votedFor });
      else if (change.kind === 'truncate') {
        for (const index of disk.records.keys()) if (index >= change.fromIndex) disk.records.delete(index);
      } else {
        const { record } = change;
        disk.records.set(record.index, { ...record, applied: change.kind === 'apply' });
        if (change.kind !== 'apply') continue;
        this.watch.applied(node.spec.name, record);
        const written = this.#changes.get(record.sql) ?? {};
        const version = chained(node.database.version, record.sql);
        node.database = { ...node.database, ...written, index: record.index, version };
        this.#world.onStep(
          `${node.spec.name} applies ${record.sql} at ${record.index}, term ${machine.term}`,
          undefined,
        );
      }
    }
  }

  #send(server: Server, message: Message): void {
    const from = server.node.spec.name;
    const answered = (answer: PeerAnswer) => {
      if (this.#lives(server)) this.#step(server, answerEvent(message, answer));
    };
    const lost = () =>
      this.#clock.at(callTimeoutMs, () => answered({ outcome: 'unreachable', message: 'timed out' }));
    this.#clock.at(1 + Math.floor(this.#random() * 20), () => {
      const to = this.#serverAt(message.endpoint);
      const name = to?.node.spec.name ?? this.#nameAt(message.endpoint);
      if (name === undefined || !this.#cables.open(from, name)) return lost();
      if (to === undefined)
        return answered({ outcome: 'unreachable', message: "Couldn't connect to server" });
      const { reply } = this.#step(to, requestEvent(message));
      const back = () => (this.#cables.open(name, from) ? answered(answerOf(reply)) : lost());
      // A heartbeat's way back is not worth an event of its own.
      if (message.kind === 'heartbeat') back();
      else this.#clock.at(1 + Math.floor(this.#random() * 20), back);
    });
  }

  #serverAt(endpoint: string | undefined): Server | undefined {
    for (const server of this.#servers.values()) if (endpointOf(server.node.spec) === endpoint) return server;
    return undefined;
  }

  #nameAt(endpoint: string | undefined): string | undefined {
    for (const node of this.#world.nodes.values())
      if (endpointOf(node.spec) === endpoint) return node.spec.name;
    return undefined;
  }

  async write(at: ModelNode, change: Change): Promise<void> {
    if (!at.running)
      throw new HapyError('HAPY-E400', { endpoint: endpointOf(at.spec), reason: 'ECONNREFUSED' });
    if (!isMember(at)) {
      const version = chained(at.database.version, `solo ${(this.#writes += 1)}`);
      at.database = { ...at.database, ...change(at.database), version };
      return;
    }
    const server = this.#servers.get(at.spec.name);
    const state = states[server?.machine.state ?? 1];
    if (server?.machine.state !== raftState.leader || server.machine.reconciling)
      throw new HapyError('HAPY-E405', { state });
    const written = server.queue.then(() => this.#propose(server, change));
    server.queue = written.catch(() => undefined);
    const enough = new AbortController();
    const late = this.#clock.delay(writeDeadlineMs, enough.signal).then(() => 'gone' as const);
    late.catch(() => undefined);
    const outcome = await Promise.race([written, late]);
    enough.abort(outcome);
    if (outcome === 'gone')
      throw new HapyError('HAPY-E401', { endpoint: endpointOf(at.spec), method: 'write' });
    if (outcome === 'dropped') throw new HapyError('HAPY-E403', { method: 'write', message: 'no leader' });
  }

  /** As oned does it: a server that goes stops counting before the record says so, one that comes counts after it. */
  async #propose(server: Server, change: Change): Promise<'committed' | 'dropped' | 'gone'> {
    const { node, machine } = server;
    if (!this.#lives(server)) return 'gone';
    const written = change(node.database);
    const ids = new Map(node.database.servers.map(({ id, endpoint }) => [id, endpoint]));
    const then = new Map(
      (written.servers ?? node.database.servers).map(({ id, endpoint }) => [id, endpoint]),
    );
    const sql = `write-${(this.#writes += 1)} (${Object.keys(written).join(', ')})`;
    this.#changes.set(sql, written);
    this.watch.proposed(node.spec.name, sql);
    for (const id of ids.keys()) if (!then.has(id)) this.#step(server, { kind: 'server-deleted', id });
    const outcome = await new Promise<'committed' | 'dropped' | 'gone'>((resolve) => {
      server.proposals.set(this.#writes, resolve);
      this.#step(server, { kind: 'propose', token: this.#writes, sql });
    });
    if (outcome === 'committed') this.watch.acknowledged(node.spec.name, machine, sql);
    if (outcome === 'gone' || !this.#lives(server)) return 'gone';
    for (const [id, endpoint] of then) {
      if (!ids.has(id)) this.#step(server, { kind: 'server-added', id, endpoint });
    }
    return outcome;
  }

  statusOf(node: ModelNode): Raft {
    return statusOf(this.#servers.get(node.spec.name)?.machine);
  }

  lastRecordOf(node: ModelNode): LastRecord {
    return endOf(this.#diskOf(node));
  }

  exported(node: ModelNode, seedId: string): void {
    this.#seeds.set(seedId, { ...node, disk: copyOf(this.#diskOf(node)) });
  }

  imported(node: ModelNode, seedId: string): void {
    const seed = this.#seeds.get(seedId);
    if (seed === undefined) throw new HapyError('HAPY-E533', { from: 'leader', node: node.spec.name });
    this.watch.overwrites(node.spec.name, this.#diskOf(node).records, seed.disk.records);
    node.database = seed.database;
    node.logFrom = seed.logFrom;
    this.#disks.set(node, copyOf(seed.disk));
  }

  reset(at: ModelNode, serverId: number): Promise<void> {
    const server = this.#servers.get(at.spec.name);
    if (server !== undefined) this.#step(server, { kind: 'index-reset', id: serverId });
    return this.write(at, () => ({}));
  }

  /** What each server that runs holds, for whoever checks. */
  serving(): readonly { readonly node: ModelNode; readonly machine: RaftMachine }[] {
    return [...this.#servers.values()];
  }
}

function zoneOf({ database }: ModelNode): Servers {
  return new Map(database.servers.map(({ id, endpoint }) => [id, endpoint]));
}

function answerOf(reply: Reply | undefined): PeerAnswer {
  if (reply === undefined) return { outcome: 'unreachable', message: 'no answer' };
  if (reply.granted) return { outcome: 'granted', term: reply.term };
  return { outcome: 'refused', term: reply.term, message: reply.message };
}
