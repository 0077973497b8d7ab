import { HapyError } from '../../base/errors/hapy-error.ts';
import type {
  GuardState,
  Host,
  InstanceStatus,
  Lease,
  NodeHealth,
  NodeState,
  ProcessStatus,
  Raft,
  RaftState,
  SeedManifest,
  Zone,
} from '../../domain/observed.ts';
import type { Platform } from '../../domain/spec.ts';
import * as wire from '../gen/hapy/agent/v1/state.ts';
import { datastoresToProto, storageFromProto, storageToProto } from './storage.ts';

/*
 * The state of a node between its two shapes: domain words inside the programs, protobuf on the wire. 64-bit
 * numbers are bigints on the wire and numbers inside; nothing that OpenNebula counts comes near 2^53.
 */

const instanceStatuses = {
  absent: wire.InstanceStatus.INSTANCE_STATUS_ABSENT,
  running: wire.InstanceStatus.INSTANCE_STATUS_RUNNING,
  done: wire.InstanceStatus.INSTANCE_STATUS_DONE,
} as const satisfies Record<InstanceStatus, wire.InstanceStatus>;

const guardStates = {
  free: wire.GuardState.GUARD_STATE_FREE,
  solo: wire.GuardState.GUARD_STATE_SOLO,
  member: wire.GuardState.GUARD_STATE_MEMBER,
  held: wire.GuardState.GUARD_STATE_HELD,
  unreadable: wire.GuardState.GUARD_STATE_UNREADABLE,
} as const satisfies Record<GuardState, wire.GuardState>;

const processStatuses = {
  stopped: wire.ProcessStatus.PROCESS_STATUS_STOPPED,
  running: wire.ProcessStatus.PROCESS_STATUS_RUNNING,
  failed: wire.ProcessStatus.PROCESS_STATUS_FAILED,
} as const satisfies Record<ProcessStatus, wire.ProcessStatus>;

const raftStates = {
  solo: wire.RaftState.RAFT_STATE_SOLO,
  candidate: wire.RaftState.RAFT_STATE_CANDIDATE,
  follower: wire.RaftState.RAFT_STATE_FOLLOWER,
  leader: wire.RaftState.RAFT_STATE_LEADER,
} as const satisfies Record<RaftState, wire.RaftState>;

export function nodeStateToProto(state: NodeState): wire.NodeState {
  const { raft } = state.oned;
  const { exported, uploaded, imported } = state.seeds;
  return {
    node: state.node,
    agentVersion: state.agentVersion,
    platform: state.platform,
    observedAtMs: BigInt(state.observedAtMs),
    instance: instanceToProto(state.instance),
    guard: { ...state.guard, state: guardStates[state.guard.state] },
    oned: {
      process: processStatuses[state.oned.process],
      raft: raft === undefined ? undefined : raftToProto(raft),
      version: state.oned.version,
    },
    configuration: { ...state.configuration, port: 0 },
    zone: state.zone === undefined ? undefined : zoneToProto(state.zone),
    hosts: state.hosts.map(hostToProto),
    database: databaseToProto(state.database),
    addresses: state.addresses.map((address) => ({ ...address })),
    ssh: { ...state.ssh, hostKeys: [...state.ssh.hostKeys], userKeys: [...state.ssh.userKeys] },
    credentials: { ...state.credentials },
    seeds: {
      exported: exported === undefined ? undefined : seedManifestToProto(exported),
      uploaded: uploaded === undefined ? undefined : seedManifestToProto(uploaded),
      imported: imported === undefined ? undefined : seedManifestToProto(imported),
    },
    lease: state.lease === undefined ? undefined : leaseToProto(state.lease),
    runningOperations: [...state.runningOperations],
    health: optional(state.health, healthToProto),
    storage: optional(state.storage, storageToProto),
    datastores: datastoresToProto(state.datastores ?? []),
    capabilities: [...(state.capabilities ?? [])],
  };
}

/**
 * @throws HapyError HAPY-E300 when a part that every agent sends is missing, or an enumeration has a value
 *   of a newer version.
 */
export function nodeStateFromProto(message: wire.NodeState): NodeState {
  const instance = present(message.instance, 'state.instance');
  const guard = present(message.guard, 'state.guard');
  const oned = present(message.oned, 'state.oned');
  const configuration = present(message.configuration, 'state.configuration');
  return {
    node: message.node,
    agentVersion: message.agentVersion,
    platform: platformFromProto(message.platform),
    observedAtMs: Number(message.observedAtMs),
    instance: instanceFromProto(instance),
    guard: { ...guard, state: nameOf(guardStates, guard.state, 'state.guard.state') },
    oned: {
      process: nameOf(processStatuses, oned.process, 'state.oned.process'),
      raft: oned.raft === undefined ? undefined : raftFromProto(oned.raft),
      version: oned.version,
    },
    configuration: {
      serverId: configuration.serverId,
      leaderHook: configuration.leaderHook,
      followerHook: configuration.followerHook,
      electionTimeoutMs: configuration.electionTimeoutMs,
      monitorAddress: configuration.monitorAddress,
    },
    zone: message.zone === undefined ? undefined : { ...message.zone },
    hosts: hostsFromProto(message.hosts),
    database: databaseFromProto(present(message.database, 'state.database')),
    addresses: message.addresses,
    ssh: present(message.ssh, 'state.ssh'),
    credentials: present(message.credentials, 'state.credentials'),
    seeds: {
      exported: optional(message.seeds?.exported, seedManifestFromProto),
      uploaded: optional(message.seeds?.uploaded, seedManifestFromProto),
      imported: optional(message.seeds?.imported, seedManifestFromProto),
    },
    lease: optional(message.lease, leaseFromProto),
    runningOperations: message.runningOperations,
    ...(message.health === undefined ? {} : { health: healthFromProto(message.health) }),
    ...(message.storage === undefined ? {} : { storage: storageFromProto(message.storage) }),
    // Every zone has some from its beginning.
    ...(message.datastores.length === 0 ? {} : { datastores: message.datastores }),
    ...(message.capabilities.length === 0 ? {} : { capabilities: message.capabilities }),
  };
}

function instanceToProto(instance: NodeState['instance']): wire.Instance {
  const { status, configurationPending, reconfiguredFor, foreignProgram = '', variables } = instance;
  return {
    status: instanceStatuses[status],
    ...{ configurationPending, reconfiguredFor, foreignProgram },
    variables: variables && { ...variables, nodes: [...variables.nodes] },
  };
}

function instanceFromProto(message: wire.Instance): NodeState['instance'] {
  const { configurationPending, reconfiguredFor, foreignProgram, variables } = message;
  const status = nameOf(instanceStatuses, message.status, 'state.instance.status');
  return { status, configurationPending, reconfiguredFor, foreignProgram, variables };
}

function databaseToProto(database: NodeState['database']): wire.Database {
  const { firstLogIndex, lastLogIndex, lastLogTerm } = database;
  const wide = (value: number | undefined) => (value === undefined ? undefined : BigInt(value));
  return {
    ...database,
    contents: [...database.contents],
    firstLogIndex: wide(firstLogIndex),
    lastLogIndex: wide(lastLogIndex),
    lastLogTerm: wide(lastLogTerm),
  };
}

function databaseFromProto(message: wire.Database): NodeState['database'] {
  const { firstLogIndex, lastLogIndex, lastLogTerm, ...rest } = message;
  return {
    ...rest,
    ...(firstLogIndex === undefined ? {} : { firstLogIndex: Number(firstLogIndex) }),
    ...(lastLogIndex === undefined ? {} : { lastLogIndex: Number(lastLogIndex) }),
    ...(lastLogTerm === undefined ? {} : { lastLogTerm: Number(lastLogTerm) }),
  };
}

export function seedManifestToProto(manifest: SeedManifest): wire.SeedManifest {
  return {
    ...manifest,
    sizeBytes: BigInt(manifest.sizeBytes),
    unpackedBytes: BigInt(manifest.unpackedBytes ?? 0),
    lastLogIndex: BigInt(manifest.lastLogIndex),
    lastLogTerm: BigInt(manifest.lastLogTerm),
    servers: manifest.servers.map((server) => ({ ...server })),
  };
}

export function seedManifestFromProto({ unpackedBytes, ...message }: wire.SeedManifest): SeedManifest {
  return {
    ...message,
    ...(unpackedBytes === 0n ? {} : { unpackedBytes: Number(unpackedBytes) }),
    sizeBytes: Number(message.sizeBytes),
    lastLogIndex: Number(message.lastLogIndex),
    lastLogTerm: Number(message.lastLogTerm),
  };
}

export function leaseToProto(lease: Lease): wire.Lease {
  const { epoch, holder, expiresAtMs, grantedAtMs } = lease;
  const times = { expiresAtMs: BigInt(expiresAtMs), grantedAtMs: BigInt(grantedAtMs) };
  return { epoch: BigInt(epoch), holder, ...times };
}

export function leaseFromProto(message: wire.Lease): Lease {
  const { epoch, holder, expiresAtMs, grantedAtMs } = message;
  const times = { expiresAtMs: Number(expiresAtMs), grantedAtMs: Number(grantedAtMs) };
  return { epoch: Number(epoch), holder, ...times };
}

function healthToProto(health: NodeHealth): wire.Health {
  return {
    ...health,
    certificateExpiresAtMs: BigInt(health.certificateExpiresAtMs),
    freeBytes: BigInt(health.freeBytes),
    totalBytes: BigInt(health.totalBytes),
    databaseBytes: BigInt(health.databaseBytes),
    memoryAvailableBytes: BigInt(health.memoryAvailableBytes),
    memoryTotalBytes: BigInt(health.memoryTotalBytes),
    logRetention: BigInt(health.logRetention),
    names: health.names.map(({ name, addresses }) => ({ name, addresses: [...addresses] })),
    hostFailures: health.hostFailures.map((failure) => ({ ...failure })),
    failedUnits: [...(health.failedUnits ?? [])],
    ways: (health.ways ?? []).map((way) => ({ ...way })),
    peersOnly: health.peersOnly && { ...health.peersOnly, peers: [...health.peersOnly.peers] },
  };
}

function healthFromProto(message: wire.Health): NodeHealth {
  return {
    ...message,
    certificateExpiresAtMs: Number(message.certificateExpiresAtMs),
    freeBytes: Number(message.freeBytes),
    totalBytes: Number(message.totalBytes),
    databaseBytes: Number(message.databaseBytes),
    memoryAvailableBytes: Number(message.memoryAvailableBytes),
    memoryTotalBytes: Number(message.memoryTotalBytes),
    logRetention: Number(message.logRetention),
    heartbeatMs: message.heartbeatMs,
    peerTimeoutMs: message.peerTimeoutMs,
  };
}

function raftToProto(raft: Raft): wire.Raft {
  return {
    serverId: raft.serverId,
    state: raftStates[raft.state],
    term: BigInt(raft.term),
    votedFor: BigInt(raft.votedFor),
    commit: BigInt(raft.commit),
    logIndex: BigInt(raft.logIndex),
    logTerm: BigInt(raft.logTerm),
    federationIndex: BigInt(raft.federationIndex),
  };
}

function raftFromProto(message: wire.Raft): Raft {
  return {
    serverId: message.serverId,
    state: nameOf(raftStates, message.state, 'state.oned.raft.state'),
    term: Number(message.term),
    votedFor: Number(message.votedFor),
    commit: Number(message.commit),
    logIndex: Number(message.logIndex),
    logTerm: Number(message.logTerm),
    federationIndex: Number(message.federationIndex),
  };
}

function zoneToProto(zone: Zone): wire.Zone {
  return { ...zone, servers: zone.servers.map((server) => ({ ...server })) };
}

function hostToProto(host: Host): wire.Host {
  return {
    ...host,
    vmIds: [...host.vmIds],
    memoryUsedKib: BigInt(host.memoryUsedKib),
    memoryTotalKib: BigInt(host.memoryTotalKib),
  };
}

const knownHosts = new WeakMap<readonly wire.Host[], readonly Host[]>();

/** The same list for the same message: what a node does not tell anew, nobody compares anew. */
function hostsFromProto(messages: readonly wire.Host[]): readonly Host[] {
  const known = knownHosts.get(messages) ?? messages.map(hostFromProto);
  knownHosts.set(messages, known);
  return known;
}

function hostFromProto(message: wire.Host): Host {
  return {
    ...message,
    memoryUsedKib: Number(message.memoryUsedKib),
    memoryTotalKib: Number(message.memoryTotalKib),
  };
}

function platformFromProto(value: string): Platform {
  if (value === 'eole' || value === 'opennebula') return value;
  throw new HapyError('HAPY-E300', { field: 'state.platform' });
}

function nameOf<N extends string>(names: Readonly<Record<N, number>>, value: number, field: string): N {
  for (const name in names) if (names[name] === value) return name;
  throw new HapyError('HAPY-E300', { field });
}

function present<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new HapyError('HAPY-E300', { field });
  return value;
}

function optional<T, U>(value: T | undefined, map: (value: T) => U): U | undefined {
  return value === undefined ? undefined : map(value);
}
