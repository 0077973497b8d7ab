import type { GuardState, Host, SeedManifest, ZoneServer } from '../../services/domain/observed.ts';
import type { Datastore } from '../../services/domain/storage/storage-state.ts';
import type { SpecNode } from '../../services/domain/spec.ts';

/** What a node's database holds, as far as a plan can tell. */
export interface ModelDatabase {
  servers: readonly ZoneServer[];
  endpoint: string;
  hosts: readonly Host[];
  datastores?: readonly Datastore[];
  index: number;
  /** Grows with every write, so that two copies can be told apart. */
  version: string;
}

/** The end of a log. */
export type LastRecord = Pick<SeedManifest, 'lastLogIndex' | 'lastLogTerm'>;

export interface ModelNode {
  readonly spec: SpecNode;
  instance: 'absent' | 'done';
  reconfiguredFor: string;
  guard: GuardState;
  guardServerId: number;
  configuredServerId: number;
  running: boolean;
  database: ModelDatabase;
  exported: SeedManifest | undefined;
  imported: SeedManifest | undefined;
  userKey: string;
  /** What was here before the first seed of the cluster. */
  before: Pick<ModelNode, 'database' | 'userKey'> | undefined;
  peersDigest: string;
  electionTimeoutMs: number;
  /** config.eol was changed and is not applied. */
  pending: boolean;
  /** A program of EOLE's that nobody of ours has started. */
  foreign: string;
  /** The virtual address stays here although another leads. */
  staleVip: boolean;
  /** The oldest record of its log. */
  logFrom: number;
  /** Its glusterd's identity. */
  uuid: string;
}

/** A machine as it comes from its installation. `unique` makes its keys and its database its own. */
export function newMachine(spec: SpecNode, instantiated: boolean, unique: string): ModelNode {
  const own = `own-${unique}`;
  return {
    spec,
    instance: instantiated ? 'done' : 'absent',
    reconfiguredFor: '',
    guard: 'free',
    guardServerId: -1,
    configuredServerId: -1,
    running: instantiated,
    database: { servers: [], endpoint: 'http://localhost:2633/RPC2', hosts: [], index: -1, version: own },
    exported: undefined,
    imported: undefined,
    userKey: `key-of-${unique}`,
    before: undefined,
    peersDigest: '',
    electionTimeoutMs: 5000,
    pending: false,
    foreign: '',
    staleVip: false,
    logFrom: 0,
    uuid: `uuid-${unique}`,
  };
}

/** It runs in HA: because we made it a member, or because somebody did by hand. */
export function isMember({ guard, configuredServerId }: ModelNode): boolean {
  return guard === 'member' || (guard === 'free' && configuredServerId >= 0);
}

export function nextId(entries: readonly { readonly id: number }[]): number {
  return Math.max(-1, ...entries.map(({ id }) => id)) + 1;
}

/** A host that is on, with nothing running. */
export function hostOn(id: number, name: string): Host {
  const usage = {
    runningVms: 0,
    vmIds: [],
    cpuUsed: 0,
    cpuTotal: 800,
    memoryUsedKib: 0,
    memoryTotalKib: 16777216,
  };
  return { id, name, state: 2, cluster: 'default', ...usage };
}

/** What a node would hand out as a seed now, with its log up to that record. */
export function seedOf(
  node: ModelNode,
  ids: Pick<SeedManifest, 'clusterId' | 'runId' | 'seedId'>,
  last: LastRecord,
): SeedManifest {
  return {
    ...ids,
    sha256: '',
    sizeBytes: 1,
    contentDigest: node.database.version,
    ...last,
    servers: node.database.servers,
  };
}
