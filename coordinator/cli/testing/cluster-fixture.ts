import { electionTimeoutMsOf } from '../../../services/domain/election-timeouts.ts';
import type { NodeState, Raft, ZoneServer } from '../../../services/domain/observed.ts';
import { peerSshOf, peersDigestOf } from '../../../services/domain/peer-ssh.ts';
import { endpointOf, type Spec, type SpecNode, zoneEndpointOf } from '../../../services/domain/spec.ts';

/** Noon of the day of the recordings; nothing in a transcript may depend on the real time. */
export const nowMs = Date.UTC(2026, 10, 23, 12, 0, 0);

export const spec: Spec = {
  clusterId: 'hapy-1a2b3c4d5e',
  platform: 'eole',
  nodes: [1, 2, 3].map((number) => ({
    name: `hapy${number}`,
    fqdn: `hapy${number}.ac-test.fr`,
    address: `10.77.0.1${number}`,
  })),
  vip: { address: '10.77.0.10', name: 'hapy.ac-test.fr' },
};

/** A server right after `instance`: oned runs alone, nothing of ours is configured. */
export function freshNode(node: SpecNode): NodeState {
  return {
    node: node.name,
    agentVersion: '0.1.0',
    platform: 'eole',
    observedAtMs: nowMs,
    instance: { status: 'done', configurationPending: false, reconfiguredFor: '' },
    guard: { state: 'free', clusterId: '', serverId: -1 },
    oned: { process: 'stopped', raft: undefined, version: '6.10.0' },
    configuration: {
      serverId: -1,
      leaderHook: '',
      followerHook: '',
      electionTimeoutMs: 5000,
      monitorAddress: 'auto',
    },
    zone: undefined,
    hosts: [],
    database: { backend: 'sqlite', contentDigest: `digest-${node.name}`, pristine: true, contents: [] },
    addresses: [{ interface: 'eth0', address: node.address, prefixLength: 24 }],
    ssh: { hostKeys: [`host-${node.name}`], userKeys: [`user-${node.name}`], peersDigest: '' },
    credentials: { oneAuthDigest: 'a', oneKeyDigest: 'b' },
    seeds: { exported: undefined, uploaded: undefined, imported: undefined },
    lease: undefined,
    runningOperations: [],
  };
}

const servers: readonly ZoneServer[] = spec.nodes.map((node, id) => ({
  id,
  name: node.fqdn,
  endpoint: endpointOf(node),
}));

/** A member of the formed cluster; hapy1 leads it and carries the virtual address. */
export function formedNode(node: SpecNode): NodeState {
  const fresh = freshNode(node);
  const id = spec.nodes.indexOf(node);
  const leads = id === 0;
  const seed = { seedId: 's1', clusterId: spec.clusterId, runId: 'r1', sha256: '', sizeBytes: 4096, servers };
  const imported = { ...seed, contentDigest: 'digest-hapy1', lastLogIndex: 0, lastLogTerm: 0 };
  const vip = { interface: 'eth0', address: spec.vip.address, prefixLength: 24 };
  const peers = spec.nodes.map((each) => peerSshOf(each, freshNode(each)));
  return {
    ...fresh,
    instance: { status: 'done', configurationPending: false, reconfiguredFor: leads ? '' : 's1' },
    guard: { state: 'member', clusterId: spec.clusterId, serverId: id },
    oned: { process: 'running', raft: raftOf(id, leads), version: '6.10.0' },
    configuration: {
      serverId: id,
      leaderHook: `leader eth0 ${spec.vip.address}/24`,
      followerHook: `follower eth0 ${spec.vip.address}/24`,
      electionTimeoutMs: electionTimeoutMsOf(id),
      monitorAddress: spec.vip.address,
    },
    database: { ...fresh.database, contentDigest: 'digest-hapy1' },
    zone: { id: 0, name: 'OpenNebula', endpoint: zoneEndpointOf(spec), servers },
    hosts: spec.nodes.map((each, at) => ({
      id: at,
      name: each.fqdn,
      state: 2,
      cluster: 'default',
      runningVms: at,
      vmIds: [],
      cpuUsed: 100 * at,
      cpuTotal: 800,
      memoryUsedKib: 1_572_864 * at,
      memoryTotalKib: 16_777_216,
    })),
    addresses: leads ? [...fresh.addresses, vip] : fresh.addresses,
    ssh: { ...fresh.ssh, peersDigest: peersDigestOf(peers) },
    seeds: {
      exported: leads ? imported : undefined,
      uploaded: undefined,
      imported: leads ? undefined : imported,
    },
  };
}

function raftOf(serverId: number, leads: boolean): Raft {
  const log = { term: 3, votedFor: 0, commit: 11, logIndex: 11, logTerm: 3, federationIndex: -1 };
  return { serverId, state: leads ? 'leader' : 'follower', ...log };
}
