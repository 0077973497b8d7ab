import type { Platform } from './spec.ts';
import type { Datastore, StorageState } from './storage/storage-state.ts';

export type InstanceStatus = 'absent' | 'running' | 'done';

/**
 * What the start guard's identity file says: `free` nothing of ours, `solo` oned runs alone, `member` oned
 * runs as that server, `held` and `unreadable` oned must not start.
 */
export type GuardState = 'free' | 'solo' | 'member' | 'held' | 'unreadable';

export type ProcessStatus = 'stopped' | 'running' | 'failed';

/** OpenNebula's Raft states, numbered 0 to 3 in raftstatus (opennebula.md section 2). */
export type RaftState = 'solo' | 'candidate' | 'follower' | 'leader';

export interface Raft {
  /** The id this oned believes it has: -1 in solo. A wrong one is visible nowhere else (fact 3). */
  readonly serverId: number;
  readonly state: RaftState;
  readonly term: number;
  readonly votedFor: number;
  readonly commit: number;
  readonly logIndex: number;
  readonly logTerm: number;
  readonly federationIndex: number;
}

export interface ZoneServer {
  readonly id: number;
  readonly name: string;
  readonly endpoint: string;
}

export interface Zone {
  readonly id: number;
  readonly name: string;
  readonly endpoint: string;
  readonly servers: readonly ZoneServer[];
}

export interface Host {
  readonly id: number;
  readonly name: string;
  /** OpenNebula's number: 2 is shown as "on", 3 as "err" (opennebula.md section 5). */
  readonly state: number;
  readonly cluster: string;
  readonly runningVms: number;
  /** Ids of the virtual machines on it, at most 20; empty from an agent that does not tell them yet. */
  readonly vmIds: readonly number[];
  readonly cpuUsed: number;
  readonly cpuTotal: number;
  readonly memoryUsedKib: number;
  readonly memoryTotalKib: number;
}

/** What the keys of oned.conf and monitord.conf that we own say on disk. */
export interface ServerConfiguration {
  readonly serverId: number;
  readonly leaderHook: string;
  readonly followerHook: string;
  readonly electionTimeoutMs: number;
  readonly monitorAddress: string;
}

/** The variables of config.eol that must be alike on all nodes, and the index, which must not. */
export interface HaVariables {
  /** Short names in index order. */
  readonly nodes: readonly string[];
  readonly index: number;
  readonly vip: string;
}

export interface DatabaseState {
  readonly backend: string;
  /** SHA-256 of what the pools contain, empty while it cannot be read. */
  readonly contentDigest: string;
  readonly pristine: boolean;
  readonly contents: readonly string[];
  /** The oldest record of the Raft log besides record 0; -1 when there is none, or it cannot be read. */
  readonly firstLogIndex?: number;
  /** The place and the term of its last record; -1 likewise. */
  readonly lastLogIndex?: number;
  readonly lastLogTerm?: number;
}

export interface InterfaceAddress {
  readonly interface: string;
  readonly address: string;
  readonly prefixLength: number;
}

/** The record of one seed: what a new server must receive from the leader. */
export interface SeedManifest {
  readonly seedId: string;
  readonly clusterId: string;
  readonly runId: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** What zstd makes of those bytes; absent where they are not compressed. */
  readonly unpackedBytes?: number;
  readonly contentDigest: string;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The zone's servers when it was made, in id order. */
  readonly servers: readonly ZoneServer[];
}

export interface Lease {
  readonly epoch: number;
  readonly holder: string;
  readonly expiresAtMs: number;
  /** Since when this holder has it, without a gap. */
  readonly grantedAtMs: number;
}

/** Why a host of this zone could not be monitored, as this node's oned wrote it into its log last. */
export interface HostFailure {
  readonly host: string;
  readonly reason: string;
}

/** A port of another node that this one needs. */
export interface Way {
  /** "address:port" */
  readonly endpoint: string;
  /** Empty while it is open; else an errno name or "timeout", seen several times in a row. */
  readonly failure: string;
}

/** The rule of this node's firewall that keeps all but peers away from oned's port, which speaks in clear text. */
export interface PeersOnly {
  readonly stands: boolean;
  /** The addresses that it lets in, sorted. */
  readonly peers: readonly string[];
}

/** What only the judgement of health looks at; it changes all the time and is sent with the next state. */
export interface NodeHealth {
  /** The code of why oned does not answer, empty while it does. */
  readonly onedSilence: string;
  /** When the agent's own certificate ends. */
  readonly certificateExpiresAtMs: number;
  /** Of the fullest of the file systems that the database and the seeds are kept on. */
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly databaseBytes: number;
  readonly memoryAvailableBytes: number;
  readonly memoryTotalBytes: number;
  /** How many records of the Raft log oned keeps (LOG_RETENTION of oned.conf), 0 when it is not known. */
  readonly logRetention: number;
  /** How often a leader speaks to each follower (BROADCAST_TIMEOUT_MS of oned.conf); undefined when it is not known. */
  readonly heartbeatMs: number | undefined;
  /** How long oned waits for another (XMLRPC_TIMEOUT_MS of oned.conf), 0 for ever; undefined when it is not known. */
  readonly peerTimeoutMs: number | undefined;
  /** What the names of the zone's servers resolve to on this node. */
  readonly names: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly hostFailures: readonly HostFailure[];
  /** Absent from an agent that does not look at them yet. */
  readonly ways?: readonly Way[];
  /** Absent where it is not looked at: an older agent, or a firewall that somebody else answers for. */
  readonly peersOnly?: PeersOnly | undefined;
  /** The units beside oned's that have failed; absent from an agent that does not look at them yet. */
  readonly failedUnits?: readonly string[];
}

/** One node as its own agent sees it; an agent of an older version leaves out what is optional. Times are the node's own clock. */
export interface NodeState {
  readonly node: string;
  readonly agentVersion: string;
  readonly platform: Platform;
  readonly observedAtMs: number;
  readonly instance: {
    readonly status: InstanceStatus;
    readonly configurationPending: boolean;
    /** The membership that the last reconfigure of ours was done for, empty when there was none. */
    readonly reconfiguredFor: string;
    /** The name of an EOLE program at work that we did not start ("reconfigure", "majauto"); empty when there is none. */
    readonly foreignProgram?: string;
    /** What this node's own config.eol says about the cluster; absent without Creole, or when it cannot be read. */
    readonly variables?: HaVariables | undefined;
  };
  readonly guard: { readonly state: GuardState; readonly clusterId: string; readonly serverId: number };
  readonly oned: {
    readonly process: ProcessStatus;
    /** Absent while its XML-RPC does not answer. */
    readonly raft: Raft | undefined;
    readonly version: string;
  };
  readonly configuration: ServerConfiguration;
  /** Absent while its XML-RPC does not answer. */
  readonly zone: Zone | undefined;
  readonly hosts: readonly Host[];
  readonly database: DatabaseState;
  readonly addresses: readonly InterfaceAddress[];
  readonly ssh: {
    readonly hostKeys: readonly string[];
    readonly userKeys: readonly string[];
    readonly peersDigest: string;
  };
  readonly credentials: { readonly oneAuthDigest: string; readonly oneKeyDigest: string };
  readonly seeds: {
    readonly exported: SeedManifest | undefined;
    readonly uploaded: SeedManifest | undefined;
    readonly imported: SeedManifest | undefined;
  };
  readonly lease: Lease | undefined;
  /** Action ids of the operations that run now. */
  readonly runningOperations: readonly string[];
  /** Absent from an agent that does not tell it yet. */
  readonly health?: NodeHealth;
  /** Absent where no GlusterFS is installed, or before it was looked at. */
  readonly storage?: StorageState;
  /** Absent while oned does not answer. */
  readonly datastores?: readonly Datastore[];
  /** The kinds of action that this agent can carry out; absent from one that does not tell it yet. */
  readonly capabilities?: readonly string[];
}

/** What the coordinator knows of one node: its state, or why there is none. */
export type NodeReport =
  | { readonly node: string; readonly atMs: number; readonly state: NodeState }
  | {
      readonly node: string;
      readonly atMs: number;
      readonly state: undefined;
      readonly unreachable: { readonly code: string; readonly parameters: Readonly<Record<string, string>> };
    };

/** One snapshot of what every agent reports, with the time of each report. Order carries no meaning. */
export interface Observed {
  readonly reports: readonly NodeReport[];
}
