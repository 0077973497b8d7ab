import { freemem, totalmem } from 'node:os';

import type { Clock } from '../services/base/clock.ts';
import { toErrorRecord } from '../services/base/errors/hapy-error.ts';
import type { Log } from '../services/base/log.ts';
import { capabilities } from '../services/domain/capabilities.ts';
import type {
  Host,
  InstanceStatus,
  InterfaceAddress,
  NodeHealth,
  NodeState,
  Raft,
  Way,
  Zone,
} from '../services/domain/observed.ts';
import type { Platform } from '../services/domain/spec.ts';
import type { LeaseStore } from './lease-store.ts';
import type { LookedAtWays } from './looked-at-ways.ts';
import type { OperationRunner } from './operation-runner.ts';
import type { OperationStore } from './operation-store.ts';
import type { Helper, NodeFacts } from './ports/helper.ts';
import type { Network } from './ports/network.ts';
import { ResolvedNames } from './resolved-names.ts';
import type { OpenNebula } from './ports/opennebula.ts';
import type { StorageSource } from './storage-watch.ts';

interface ObserverParts {
  readonly node: string;
  readonly agentVersion: string;
  readonly platform: Platform;
  readonly clusterId: string;
  readonly helper: Helper;
  readonly oned: OpenNebula;
  readonly network: Network;
  readonly storage: StorageSource;
  readonly lease: LeaseStore;
  readonly store: OperationStore;
  readonly runner: OperationRunner;
  /** When the certificate that the agent shows ends, by the clock of those who made it. */
  readonly certificateExpiresAtMs: () => number;
  /** To oned of its peers, and to the ports of the coordinator's node. */
  readonly ways: LookedAtWays;
  /** Whose the rules of this node's firewall are: another's are not looked for. */
  readonly firewall: 'ours' | 'other';
  readonly clock: Clock;
  readonly log: Log;
  /** How often a watched state is looked at, in milliseconds: oned itself, and all the rest. */
  readonly intervals: { readonly onedMs: number; readonly nodeMs: number };
}

/** Less than a coordinator waits for the whole state (three seconds), the rest of the look included. */
const onedAnswersWithinMs = 2_500;

/** What this node's own oned says of itself; all absent while it is silent. */
interface OnedAnswers {
  readonly raft: Raft | undefined;
  readonly zone: Zone | undefined;
  readonly hosts: readonly Host[];
  readonly version: string;
  /** Asked only where there is storage that one of them may lie on. */
  readonly datastores: NodeState['datastores'];
  /** The code of why it is silent, empty while it answers. */
  readonly silence: string;
}

/** What can be seen of the node without oned. */
interface NodeAnswers {
  readonly facts: NodeFacts;
  readonly addresses: readonly InterfaceAddress[];
  readonly names: NodeHealth['names'];
  readonly storage: NodeState['storage'];
  readonly ways: readonly Way[];
}

/** An endpoint without a port is EOLE's way of writing this one. */
const onedPort = 2633;

const silent = { raft: undefined, zone: undefined, hosts: [], version: '', datastores: undefined } as const;

/** Looks at this node and nothing else. */
export class NodeObserver {
  readonly #parts: ObserverParts;
  readonly #names: ResolvedNames;
  #version = '';
  /** Whether the last look found GlusterFS here. */
  #stores = false;

  constructor(parts: ObserverParts) {
    this.#parts = parts;
    this.#names = new ResolvedNames(parts.network, parts.clock);
  }

  /**
   * The whole state as it is now. Fails when the helper does not answer: half a state would be a wrong one. An oned
   * that hangs is told as one before whoever asks takes the whole node for silent.
   */
  async observe(signal?: AbortSignal): Promise<NodeState> {
    const oned = this.#askOned(signal, AbortSignal.timeout(onedAnswersWithinMs));
    const [answers, node] = await Promise.all([oned, this.#askNode(signal)]);
    return this.#assemble(answers, node);
  }

  /** A state at once, then whenever it changes, and at least every `heartbeatMs`. */
  async *watch(heartbeatMs: number, signal: AbortSignal): AsyncGenerator<NodeState> {
    const { clock, intervals } = this.#parts;
    let sentAtMs = 0;
    let sentShape = '';
    for await (const state of this.#looks(Math.min(intervals.onedMs, heartbeatMs), signal)) {
      const shape = shapeOf(state);
      if (shape === sentShape && clock.now() - sentAtMs < heartbeatMs) continue;
      sentShape = shape;
      sentAtMs = clock.now();
      yield state;
    }
  }

  /** One look after the other: oned every time, the rest more seldom or when an operation told something. */
  async *#looks(everyMs: number, signal: AbortSignal): AsyncGenerator<NodeState> {
    const { clock, intervals, runner } = this.#parts;
    let node: NodeAnswers | undefined;
    let nodeAtMs = 0;
    let poked = false;
    const stop = runner.onChange(() => {
      poked = true;
    });
    try {
      for (;;) {
        signal.throwIfAborted();
        const oned = this.#askOned(signal);
        // When the look at the node fails first, nobody is left to hear how this one ended.
        oned.catch(() => undefined);
        if (node === undefined || poked || clock.now() - nodeAtMs >= intervals.nodeMs) {
          poked = false;
          nodeAtMs = clock.now();
          node = await this.#askNode(signal);
        }
        yield this.#assemble(await oned, node);
        await clock.delay(everyMs, signal);
      }
    } finally {
      stop();
    }
  }

  /** @param late ends the asking: an oned that has not answered by then counts as one that does not answer */
  async #askOned(signal: AbortSignal | undefined, late?: AbortSignal): Promise<OnedAnswers> {
    const { oned, log } = this.#parts;
    const end = AbortSignal.any([signal, late].filter((each) => each !== undefined));
    try {
      const raft = await oned.raftStatus(end);
      const [zone, hosts, datastores] = await Promise.all([
        oned.zone(end),
        oned.hosts(end),
        this.#stores ? oned.datastores(end) : undefined,
      ]);
      this.#names.ask(zone.servers.map(({ name }) => name));
      this.#parts.ways.ask(peersOf(raft, zone));
      return { raft, zone, hosts, datastores, version: await this.#versionOf(raft), silence: '' };
    } catch (error) {
      signal?.throwIfAborted();
      log.debug({ err: error }, 'oned is silent');
      this.#version = '';
      return { ...silent, silence: late?.aborted === true ? 'HAPY-E401' : toErrorRecord(error).code };
    }
  }

  /** Asked only where oned answers itself: a follower would hand on the leader's word (fact 12). */
  async #versionOf(raft: Raft): Promise<string> {
    if (this.#version === '' && (raft.state === 'solo' || raft.state === 'leader')) {
      this.#version = await this.#parts.oned.version().catch(() => '');
    }
    return this.#version;
  }

  async #askNode(signal: AbortSignal | undefined): Promise<NodeAnswers> {
    const { helper, network, clusterId, storage: watch } = this.#parts;
    const [facts, addresses, storage] = await Promise.all([
      helper.readFacts(clusterId, signal),
      network.addresses(signal),
      watch.read(),
    ]);
    this.#stores = storage !== undefined;
    const [names, ways] = [this.#names.resolved(), this.#parts.ways.looked()];
    return { facts, addresses, names, ways, storage };
  }

  #assemble(oned: OnedAnswers, answers: NodeAnswers): NodeState {
    const { facts, addresses, storage } = answers;
    const { datastores } = oned;
    const { node, agentVersion, platform, clock, lease, store, runner } = this.#parts;
    return {
      node,
      agentVersion,
      platform,
      observedAtMs: clock.now(),
      instance: {
        status: this.#instanceStatus(facts),
        configurationPending: facts.configurationPending,
        reconfiguredFor: store.note('reconfigured-for'),
        foreignProgram: this.#foreignProgram(facts),
        variables: facts.variables,
      },
      guard: facts.guard,
      oned: {
        process: facts.onedProcess,
        raft: oned.raft,
        // A running oned that was updated but not restarted says the older one, which is what counts.
        version: oned.version || facts.onedVersion,
      },
      configuration: facts.configuration,
      zone: oned.zone,
      hosts: oned.hosts,
      database: databaseOf(facts),
      addresses,
      ssh: facts.ssh,
      credentials: facts.credentials,
      seeds: facts.seeds,
      lease: lease.current,
      runningOperations: runner.runningActionIds,
      health: this.#health(oned, answers),
      ...(storage === undefined ? {} : { storage }),
      ...(datastores === undefined ? {} : { datastores }),
      capabilities,
    };
  }

  #health({ silence }: OnedAnswers, { facts, names, ways }: NodeAnswers): NodeHealth {
    return {
      onedSilence: silence,
      certificateExpiresAtMs: this.#parts.certificateExpiresAtMs(),
      freeBytes: facts.freeBytes,
      totalBytes: facts.totalBytes,
      databaseBytes: facts.database.sizeBytes,
      memoryAvailableBytes: freemem(),
      memoryTotalBytes: totalmem(),
      logRetention: facts.logRetention,
      heartbeatMs: facts.heartbeatMs,
      peerTimeoutMs: facts.peerTimeoutMs,
      names,
      hostFailures: facts.hostFailures,
      ways,
      peersOnly: this.#parts.firewall === 'ours' ? facts.peersOnly : undefined,
      failedUnits: facts.failedUnits ?? [],
    };
  }

  /** Whoever holds EOLE's system lock, unless it is a program that an operation of ours has started. */
  #foreignProgram({ systemLock = '' }: NodeFacts): string {
    const ours = ['Instantiate', 'Reconfigure'].includes(this.#parts.runner.runningKind ?? '');
    return ours ? '' : systemLock;
  }

  #instanceStatus(facts: NodeFacts): InstanceStatus {
    // A plain OpenNebula front-end has no `instance`: the packages are all there is.
    if (this.#parts.platform === 'opennebula') return 'done';
    if (this.#parts.runner.runningKind === 'Instantiate') return 'running';
    return facts.instanceDone ? 'done' : 'absent';
  }
}

/** What a node says of its database to others; its size is a matter of health. */
function databaseOf({ database }: NodeFacts): NodeState['database'] {
  const {
    backend,
    contentDigest,
    pristine,
    contents,
    firstLogIndex = -1,
    lastLogIndex,
    lastLogTerm,
  } = database;
  return { backend, contentDigest, pristine, contents, firstLogIndex, lastLogIndex, lastLogTerm };
}

/** What makes two states different. Free memory and the like always do; they come with the next state. */
function shapeOf(state: NodeState): string {
  const { onedSilence, names, hostFailures, ways, peersOnly, failedUnits } = state.health ?? {};
  const storage = state.storage && storageShape(state.storage);
  const health = { onedSilence, names, hostFailures, ways, peersOnly, failedUnits };
  return JSON.stringify({ ...state, observedAtMs: 0, health, storage });
}

function storageShape(storage: NonNullable<NodeState['storage']>): object {
  const heals = storage.heals.map((heal) => ({ ...heal, observedAtMs: 0 }));
  const bricks = storage.bricks.map((brick) => ({ ...brick, freeBytes: 0 }));
  return { ...storage, observedAtMs: 0, heals, bricks };
}

/** The other servers of the zone, as oned itself finds them: "address:port". */
function peersOf({ serverId }: Raft, { servers }: Zone): string[] {
  return servers.flatMap(({ id, endpoint }) => {
    if (id === serverId || !URL.canParse(endpoint)) return [];
    const { hostname, port } = new URL(endpoint);
    return [`${hostname}:${port || onedPort}`];
  });
}
