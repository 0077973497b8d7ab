import type { ErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Lease, Observed, SeedManifest } from '../../services/domain/observed.ts';
import type { PeerSsh } from '../../services/domain/peer-ssh.ts';
import type { Plan } from '../../services/domain/plan.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { DatastoreKind } from '../../services/domain/storage/storage-spec.ts';
import type { StorageStep } from '../../services/domain/storage/storage-step.ts';
import type { RunEntry } from './run-event.ts';
import type { RunProgress } from './transition.ts';

/** Who asks an agent for a change, and with which right. */
export interface Mutation {
  readonly runId: string;
  readonly actionId: string;
  readonly epoch: number;
  readonly holder: string;
  /** How long the operation may take on the node, in milliseconds. */
  readonly deadlineMs: number;
}

/** What an agent can be asked to do: one form for each mutating RPC of its service. */
export type AgentCommand =
  | { readonly rpc: 'Instantiate' }
  | { readonly rpc: 'Reconfigure'; readonly membershipId: string }
  | { readonly rpc: 'ConfigureSolo'; readonly clusterId: string }
  | {
      readonly rpc: 'ConfigureMember';
      readonly clusterId: string;
      readonly serverId: number;
      readonly vipAddress: string;
      readonly electionTimeoutMs: number;
      readonly nodeAddress: string;
    }
  | { readonly rpc: 'StartOned' | 'StopOned' | 'HoldOned' | 'RestoreServer'; readonly clusterId: string }
  | { readonly rpc: 'ConfigurePeerSsh'; readonly peers: readonly PeerSsh[] }
  | { readonly rpc: 'AddZoneServer'; readonly name: string; readonly endpoint: string }
  | { readonly rpc: 'RemoveZoneServer'; readonly serverId: number; readonly endpoint: string }
  | { readonly rpc: 'SetZoneEndpoint'; readonly endpoint: string }
  | { readonly rpc: 'AddHost'; readonly name: string; readonly imMad: string; readonly vmMad: string }
  | { readonly rpc: 'DisableHost'; readonly hostId: number; readonly name: string }
  | { readonly rpc: 'ResetZoneServer'; readonly serverId: number; readonly endpoint: string }
  | { readonly rpc: 'DropVip'; readonly address: string }
  | { readonly rpc: 'ProveService'; readonly clusterId: string; readonly endpoint: string }
  | {
      readonly rpc: 'AdoptServer';
      readonly clusterId: string;
      readonly serverId: number;
      readonly vipAddress: string;
    }
  | { readonly rpc: 'ChangeStorage'; readonly step: StorageStep }
  | { readonly rpc: 'DeclareDatastore'; readonly name: string; readonly type: DatastoreKind }
  | { readonly rpc: 'RemoveHost'; readonly hostId: number; readonly name: string }
  | { readonly rpc: 'ExportSeed'; readonly clusterId: string; readonly compress: boolean }
  | { readonly rpc: 'ImportSeed'; readonly seedId: string; readonly discardDatabaseDigest: string };

export type OperationStatus = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';

/** An operation as its agent has recorded it. */
export interface OperationRecord {
  readonly actionId: string;
  readonly status: OperationStatus;
  readonly error: ErrorRecord | undefined;
  readonly result: Readonly<Record<string, string>>;
}

export type OperationUpdate =
  | {
      readonly event: {
        readonly sequence: number;
        readonly message: string;
        readonly parameters: Readonly<Record<string, string>>;
      };
      readonly finished?: undefined;
    }
  | { readonly finished: OperationRecord; readonly event?: undefined };

export interface LeaseAnswer {
  readonly granted: boolean;
  /** What stands on the agent now, whoever holds it. */
  readonly lease: Lease | undefined;
}

export interface LeaseRequest {
  readonly holder: string;
  readonly epoch: number;
  readonly ttlMs: number;
}

/**
 * One node's agent, in the words of the domain. Every call has a deadline of its own and throws HapyErrors;
 * after one of those with `outcomeUnknown` the request may have been carried out.
 */
export interface AgentPort {
  acquireLease(request: LeaseRequest): Promise<LeaseAnswer>;
  renewLease(request: LeaseRequest): Promise<LeaseAnswer>;
  /** Asks for a change and returns as soon as the agent has recorded it; the same action id starts nothing new. */
  perform(command: AgentCommand, mutation: Mutation): Promise<OperationRecord>;
  /** Ends after `finished`, or throws when the connection breaks. */
  watchOperation(
    actionId: string,
    afterSequence: number,
    signal: AbortSignal,
  ): AsyncIterable<OperationUpdate>;
  /** The agent's record of this action, undefined when it never received it. */
  findOperation(runId: string, actionId: string): Promise<OperationRecord | undefined>;
  /** Chunks of at most 256 KiB. */
  downloadSeed(seedId: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Awaits backpressure; returns what the receiving agent has verified. */
  uploadSeed(
    manifest: SeedManifest,
    mutation: Mutation,
    chunks: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<SeedManifest>;
}

/** All agents of the spec. */
export interface Agents {
  of(node: string): AgentPort;
  /** One report of this node, asked for now; never throws. `patienceMs` bounds the wait. */
  report(node: string, patienceMs: number): Promise<Observed['reports'][number]>;
}

/** The spec, as the coordinator keeps it. Every change is durable when it returns, and a version of its own. */
export interface SpecPort {
  readonly current: Spec;
  /** Puts another in its place. What is the current one already is not written again. */
  change(spec: Spec): void;
  /** Makes the certificates and tokens of a node that leaves worthless, and says so in the spec. */
  bar(node: string): void;
}

/** One plan of a run, as the journal keeps it. */
export interface JournalledPlan {
  /** From 1; part of the ids of its operations. */
  readonly attempt: number;
  readonly plan: Plan;
  readonly planHash: string;
  /** Who approved it; empty for one that lay within what was approved before. */
  readonly approvedBy: string;
  /** The same with role and certificate (`identityOf`); empty where nobody knows. */
  readonly identity?: string | undefined;
}

/** Where runs are written down: the store's journal. */
export interface JournalPort {
  /** Writes down that a run begins, by its first plan, and gives its id, which no other run of any coordinator has. */
  createRun(run: {
    readonly plan: Plan;
    readonly planHash: string;
    readonly startedBy: string;
    readonly identity?: string | undefined;
    readonly reason: string;
  }): string;
  /** Writes down a further plan of a run and gives its attempt. */
  addPlan(runId: string, plan: Omit<JournalledPlan, 'attempt'>): number;
  /** Durable before it returns, and checked by `transition`. */
  record(runId: string, entry: RunEntry): void;
  /** What its events have made of a run. @throws HapyError HAPY-E523 */
  progressOf(runId: string): RunProgress;
  /** In the order of their attempts. */
  plansOf(runId: string): readonly JournalledPlan[];
  /** Runs that have not finished, newest first: what a stop in the middle has left. */
  unfinished(): readonly string[];
  /** The newest run of all. */
  newest(): string | undefined;
}
