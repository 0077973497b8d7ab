import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { ErrorCode } from '../../services/base/errors/table.ts';
import type { Host, Raft, SeedManifest, Zone } from '../../services/domain/observed.ts';
import type { DatastoreKind } from '../../services/domain/storage/storage-spec.ts';
import type { Datastore, StoragePlaces, StorageState } from '../../services/domain/storage/storage-state.ts';
import type { StorageStep } from '../../services/domain/storage/storage-step.ts';
import type { NodeVariables } from '../../services/domain/preflight/facts.ts';
import type { OperationContext } from '../operation-kind.ts';
import type { Helper, Identity, NodeFacts, ProgramRequest, ProgramState } from '../ports/helper.ts';
import type { Network } from '../ports/network.ts';
import type { OpenNebula } from '../ports/opennebula.ts';
import type { AgentPorts } from './agent-ports.ts';

/** oned in memory, for tests: it takes duplicates and answers with the zone's id, as the real one does. */
export class FakeOned implements OpenNebula {
  raft: Raft = {
    serverId: 0,
    state: 'leader',
    term: 1,
    votedFor: 0,
    commit: 1,
    logIndex: 1,
    logTerm: 1,
    federationIndex: -1,
  };
  servers: { id: number; name: string; endpoint: string }[] = [];
  pool: Host[] = [];
  endpoint = '';
  /** With what the next logins are refused, one after the other. */
  loginRefusals: ErrorCode[] = [];
  /** Every write that arrived. */
  readonly writes: string[] = [];

  async raftStatus(_signal?: AbortSignal): Promise<Raft> {
    return this.raft;
  }
  async raftStatusAt(): Promise<Raft> {
    return this.raft;
  }
  async userAt(): Promise<string> {
    const refusal = this.loginRefusals.shift();
    if (refusal !== undefined) throw new HapyError(refusal);
    return 'oneadmin';
  }
  async zone(): Promise<Zone> {
    return { id: 0, name: 'OpenNebula', endpoint: this.endpoint, servers: this.servers };
  }
  async hosts(): Promise<readonly Host[]> {
    return this.pool;
  }
  async version(): Promise<string> {
    return '6.10.0';
  }
  async addServer(server: { name: string; endpoint: string }): Promise<void> {
    this.writes.push('addServer');
    this.servers.push({ id: Math.max(-1, ...this.servers.map((each) => each.id)) + 1, ...server });
  }
  async removeServer(id: number): Promise<void> {
    this.writes.push('removeServer');
    this.servers = this.servers.filter((each) => each.id !== id);
  }
  async setZoneEndpoint(endpoint: string, { at = '' }: { at?: string } = {}): Promise<void> {
    this.writes.push(at === '' ? 'setZoneEndpoint' : `setZoneEndpoint at ${at}`);
    this.endpoint = endpoint;
  }
  /** What `writeNothing` was given, milliseconds. */
  readonly deadlines: number[] = [];
  async writeNothing({ deadlineMs }: { deadlineMs: number }): Promise<void> {
    this.deadlines.push(deadlineMs);
    this.writes.push('writeNothing');
  }
  async addHost({ name }: { name: string }): Promise<number> {
    this.writes.push('addHost');
    const id = this.pool.length;
    const idle = { runningVms: 0, vmIds: [], cpuUsed: 0, cpuTotal: 0, memoryUsedKib: 0, memoryTotalKib: 0 };
    this.pool.push({ id, name, state: 0, cluster: 'default', ...idle });
    return id;
  }
  async disableHost(id: number): Promise<void> {
    this.writes.push('disableHost');
    this.pool = this.pool.map((host) => (host.id === id ? { ...host, state: 4 } : host));
  }
  async resetServer(): Promise<void> {
    this.writes.push('resetServer');
  }
  stores: Datastore[] = [];
  async datastores(): Promise<readonly Datastore[]> {
    return this.stores;
  }
  async addDatastore({ name, kind }: { name: string; kind: DatastoreKind }): Promise<number> {
    this.writes.push('addDatastore');
    const id = 100 + this.stores.length;
    const type = kind === 'system' ? 1 : 0;
    this.stores.push({ id, name, type, dsMad: kind === 'system' ? '-' : 'fs', tmMad: 'shared' });
    return id;
  }
  async removeHost(id: number): Promise<void> {
    this.writes.push('removeHost');
    this.pool = this.pool.filter((each) => each.id !== id);
  }
}

/** The helper in memory: programs end at once, with what `endWith` says. */
export class FakeHelper implements Helper {
  facts: NodeFacts = {
    instanceDone: true,
    configurationPending: false,
    guard: { state: 'free', clusterId: '', serverId: -1 },
    configuration: {
      serverId: -1,
      leaderHook: '',
      followerHook: '',
      electionTimeoutMs: 5000,
      monitorAddress: '',
    },
    onedProcess: 'stopped',
    onedVersion: '6.8.0',
    database: {
      backend: 'sqlite',
      contentDigest: 'd1',
      pristine: true,
      contents: [],
      lastLogIndex: 0,
      lastLogTerm: 0,
      sizeBytes: 1000,
    },
    freeBytes: 1024 ** 4,
    totalBytes: 2 * 1024 ** 4,
    logRetention: 250_000,
    hostFailures: [],
    ssh: { hostKeys: [], userKeys: [], peersDigest: '' },
    credentials: { oneAuthDigest: '', oneKeyDigest: '' },
    seeds: { exported: undefined, uploaded: undefined, imported: undefined },
  };
  endWith: ProgramState = { status: 'finished', error: undefined };
  readonly calls: string[] = [];

  async readOneSession(): Promise<string> {
    return 'oneadmin:secret';
  }
  async readFacts(): Promise<NodeFacts> {
    return this.facts;
  }
  async readClusterVariables(): Promise<NodeVariables> {
    const nodes = ['hapy1', 'hapy2', 'hapy3'];
    const vip = { vip: '10.1.2.10', vipName: 'hapy.test' };
    return { name: 'hapy1', domain: 'test', address: '10.1.2.11', netmask: '', nodes, index: 0, ...vip };
  }
  async writeIdentity(identity: Identity): Promise<void> {
    this.calls.push(`identity ${JSON.stringify(identity)}`);
  }
  async writeServerConfiguration(): Promise<{ changed: boolean }> {
    this.calls.push('configuration');
    return { changed: true };
  }
  async changeVirtualAddress(present: boolean): Promise<void> {
    this.calls.push(present ? 'add-vip' : 'remove-vip');
  }
  async probeVirtualAddress(): Promise<boolean> {
    return false;
  }
  storage: StorageState | undefined;
  places: StoragePlaces | undefined;
  async readStorage(): Promise<StorageState | undefined> {
    return this.storage;
  }
  async inspectStoragePlaces(_brick: string, _mount: string): Promise<StoragePlaces> {
    if (this.places === undefined) throw new Error('no places');
    return this.places;
  }
  async changeStorage(step: StorageStep): Promise<void> {
    this.calls.push(step.is);
  }
  async mergePeerSsh(): Promise<string> {
    return 'digest';
  }
  async startProgram({ program }: ProgramRequest): Promise<ProgramState> {
    this.calls.push(program);
    return { status: 'running', error: undefined };
  }
  async *watchProgram(): AsyncGenerator<string | ProgramState> {
    yield 'a line';
    yield this.endWith;
  }
  async cancelProgram(): Promise<ProgramState> {
    this.calls.push('cancel');
    return this.endWith;
  }
  async describeSeed(): Promise<SeedManifest> {
    throw new Error('no seed');
  }
  async *readSeed(): AsyncGenerator<Buffer> {
    // There are no bytes.
  }
  async writeSeed(): Promise<string> {
    return '';
  }
}

export const fakeNetwork: Network = {
  addresses: async () => [{ interface: 'eth0', address: '10.1.2.11', prefixLength: 24 }],
  resolve: async (name) => ({ hapy1: ['10.1.2.11'], hapy2: ['10.1.2.12', '127.0.1.1'] })[name] ?? [],
  reach: async (address) => (address === '10.1.2.11' ? 'reached' : { failure: 'ECONNREFUSED' }),
  neighbour: async () => undefined,
  answersHttp: async (address) => address === '10.1.2.99',
};

export function fakePorts(
  more: Partial<AgentPorts> = {},
): AgentPorts & { oned: FakeOned; helper: FakeHelper } {
  const notes = new Map<string, string>();
  const store = {
    note: (name: string) => notes.get(name) ?? '',
    writeNote: (name: string, value: string) => notes.set(name, value),
  } as unknown as AgentPorts['store'];
  const names = { node: 'hapy1', clusterId: 'c1', platform: 'eole' } as const;
  const oned = new FakeOned();
  const helper = new FakeHelper();
  const storage = { forget: () => void helper.calls.push('forget') };
  return { ...names, network: fakeNetwork, store, clock: systemClock, storage, ...more, oned, helper };
}

export function fakeContext(
  more: Partial<OperationContext> = {},
): OperationContext & { readonly told: string[] } {
  const told: string[] = [];
  return {
    actionId: 'a1',
    runId: 'r1',
    deadlineMs: 1000,
    signal: new AbortController().signal,
    resumed: false,
    say: (message) => void told.push(message),
    ...more,
    told,
  };
}
