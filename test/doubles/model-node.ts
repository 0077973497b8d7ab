import type { GuardState, Host, SeedManifest, ZoneServer } from '../../services/domain/observed.ts';
import type { SpecNode } from '../../services/domain/spec.ts';

/** What a node's database holds, as far as a plan can tell. */
export interface ModelDatabase {
  servers: readonly ZoneServer[];
  endpoint: string;
  hosts: readonly Host[];
  index: number;
  /** Grows with every write, so that two copies can be told apart. */
  version: string;
}

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
}

/** A host that is on, with nothing running. */
export function hostOn(id: number, name: string): Host {
  const usage = { runningVms: 0, cpuUsed: 0, cpuTotal: 800, memoryUsedKib: 0, memoryTotalKib: 16777216 };
  return { id, name, state: 2, cluster: 'default', ...usage };
}

/** What a node would hand out as a seed now. */
export function seedOf(node: ModelNode, clusterId: string, runId: string, seedId: string): SeedManifest {
  return {
    seedId,
    clusterId,
    runId,
    sha256: '',
    sizeBytes: 1,
    contentDigest: node.database.version,
    lastLogIndex: node.database.index,
    lastLogTerm: 0,
    servers: node.database.servers,
  };
}
