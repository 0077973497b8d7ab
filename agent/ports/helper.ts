import type {
  GuardState,
  HaVariables,
  HostFailure,
  PeersOnly,
  ProcessStatus,
  SeedManifest,
  ServerConfiguration,
} from '../../services/domain/observed.ts';
import type { NodeVariables } from '../../services/domain/preflight/facts.ts';
import type { PeerSsh } from '../../services/domain/peer-ssh.ts';
import type { StoragePlaces, StorageState } from '../../services/domain/storage/storage-state.ts';
import type { StorageStep } from '../../services/domain/storage/storage-step.ts';
import type { ErrorRecord } from '../../services/base/errors/hapy-error.ts';

/** What only root can see of the node. */
export interface NodeFacts {
  readonly instanceDone: boolean;
  readonly configurationPending: boolean;
  readonly guard: { readonly state: GuardState; readonly clusterId: string; readonly serverId: number };
  readonly configuration: ServerConfiguration;
  readonly onedProcess: ProcessStatus;
  /** Of the installed program; empty when it cannot be told. */
  readonly onedVersion: string;
  readonly database: {
    readonly backend: string;
    readonly contentDigest: string;
    readonly pristine: boolean;
    readonly contents: readonly string[];
    readonly lastLogIndex: number;
    readonly lastLogTerm: number;
    readonly sizeBytes: number;
    readonly firstLogIndex?: number;
  };
  /** The name of CreoleLock's system lock that somebody holds, else empty. */
  readonly systemLock?: string;
  readonly variables?: HaVariables | undefined;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Of oned.conf, 0 when it does not say. */
  readonly logRetention: number;
  /** Milliseconds of oned.conf, undefined when it does not say. */
  readonly heartbeatMs?: number | undefined;
  readonly peerTimeoutMs?: number | undefined;
  readonly hostFailures: readonly HostFailure[];
  readonly peersOnly?: PeersOnly | undefined;
  readonly failedUnits?: readonly string[];
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
}

export interface MemberKeys {
  readonly vipAddress: string;
  readonly vipPrefixLength: number;
  readonly vipInterface: string;
  readonly electionTimeoutMs: number;
  readonly monitorAddress: string;
}

export type Identity =
  | { readonly state: 'solo' | 'held'; readonly clusterId: string }
  | {
      readonly state: 'member';
      readonly clusterId: string;
      readonly serverId: number;
      readonly keys: MemberKeys;
    };

export type ProgramKind =
  | 'instance'
  | 'reconfigure'
  | 'start-oned'
  | 'stop-oned'
  | 'export-seed'
  | 'import-seed'
  | 'restore-server'
  | 'drop-vip';

export interface ProgramRequest {
  readonly actionId: string;
  readonly program: ProgramKind;
  readonly deadlineMs: number;
  readonly seedId?: string;
  readonly clusterId?: string;
  readonly manifest?: SeedManifest;
  /** For export-seed: with zstd. */
  readonly compress?: boolean;
}

/** How a program stands. `unknown`: no result and no process; `absent`: never started under that id. */
export interface ProgramState {
  readonly status: 'running' | 'finished' | 'unknown' | 'absent';
  readonly error: ErrorRecord | undefined;
}

/** The helper of this node (helper.proto): the closed list of what needs root. */
export interface Helper {
  /** "oneadmin:password". */
  readOneSession(): Promise<string>;
  readFacts(clusterId: string, signal?: AbortSignal): Promise<NodeFacts>;
  /** What config.eol says. @throws HapyError HAPY-E7xx when it cannot be understood */
  readClusterVariables(): Promise<NodeVariables>;
  writeIdentity(identity: Identity): Promise<void>;
  writeServerConfiguration(): Promise<{ readonly changed: boolean }>;
  /** Puts the virtual address here and announces it, or takes it away. @throws HapyError HAPY-E451, E452 */
  changeVirtualAddress(present: boolean): Promise<void>;
  /** Whether somebody else answers at the virtual address. @throws HapyError HAPY-E451 */
  probeVirtualAddress(): Promise<boolean>;
  mergePeerSsh(peers: readonly PeerSsh[]): Promise<string>;
  /** GlusterFS on this node; undefined where it is not installed. What is to be healed takes longer to ask. */
  readStorage(withHeals: boolean, signal?: AbortSignal): Promise<StorageState | undefined>;
  /** @throws HapyError HAPY-E833 */
  inspectStoragePlaces(brick: string, mount: string): Promise<StoragePlaces>;
  /** @throws HapyError HAPY-E811, E822, E830 to E836 and E849 */
  changeStorage(step: StorageStep, deadlineMs: number, signal: AbortSignal): Promise<void>;
  /** Starts it, or finds the one that was started under this action id before. */
  startProgram(request: ProgramRequest): Promise<ProgramState>;
  /** Its lines of output from the first one, then the state in which it runs no longer. */
  watchProgram(actionId: string, signal: AbortSignal): AsyncIterable<string | ProgramState>;
  cancelProgram(actionId: string): Promise<ProgramState>;
  describeSeed(seedId: string): Promise<SeedManifest>;
  readSeed(seedId: string, offset: number, signal: AbortSignal): AsyncIterable<Buffer>;
  writeSeed(manifest: SeedManifest, chunks: AsyncIterable<Buffer>, signal: AbortSignal): Promise<string>;
}
