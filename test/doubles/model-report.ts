import type { NodeState } from '../../services/domain/observed.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { isMember, type ModelNode } from './model-node.ts';
import type { ModelRaft } from './model-raft.ts';

interface View {
  readonly zone: Pick<ModelRaft, 'statusOf' | 'lastRecordOf'>;
  readonly nowMs: number;
  readonly spec: Spec;
  /** The version that every oned has. */
  readonly openNebula: string;
}

/** What the agent of a node of the model tells. */
export function reportOf(node: ModelNode, view: View): NodeState {
  const { zone, nowMs, spec, openNebula } = view;
  const raft = zone.statusOf(node);
  const member = isMember(node);
  const addresses = [{ interface: 'eth0', address: node.spec.address, prefixLength: 24 }];
  if (raft.state === 'leader' || node.staleVip)
    addresses.push({ interface: 'eth0', address: spec.vip.address, prefixLength: 24 });
  const { servers, endpoint, hosts, version } = node.database;
  return {
    node: node.spec.name,
    agentVersion: '0',
    platform: spec.platform,
    observedAtMs: nowMs,
    instance: {
      status: node.instance,
      configurationPending: node.pending,
      reconfiguredFor: node.reconfiguredFor,
      foreignProgram: node.foreign,
    },
    guard: {
      state: node.guard,
      clusterId: node.guard === 'free' ? '' : spec.clusterId,
      serverId: node.guardServerId,
    },
    oned: {
      process: node.running ? 'running' : 'stopped',
      raft: node.running ? raft : undefined,
      version: openNebula,
    },
    configuration: {
      serverId: node.configuredServerId,
      leaderHook: `leader eth0 ${spec.vip.address}/24`,
      followerHook: `follower eth0 ${spec.vip.address}/24`,
      electionTimeoutMs: node.electionTimeoutMs,
      monitorAddress: member ? spec.vip.address : '',
    },
    zone: node.running ? { id: 0, name: 'OpenNebula', endpoint, servers } : undefined,
    hosts: node.running ? hosts : [],
    database: {
      backend: 'sqlite',
      contentDigest: version,
      pristine: true,
      contents: [],
      firstLogIndex: node.logFrom,
      ...zone.lastRecordOf(node),
    },
    addresses,
    ssh: { hostKeys: [`host-${node.spec.name}`], userKeys: [node.userKey], peersDigest: node.peersDigest },
    credentials: { oneAuthDigest: '', oneKeyDigest: '' },
    seeds: { exported: node.exported, uploaded: node.imported, imported: node.imported },
    lease: undefined,
    runningOperations: [],
    ...(node.running && spec.storage !== undefined ? { datastores: node.database.datastores ?? [] } : {}),
  };
}
