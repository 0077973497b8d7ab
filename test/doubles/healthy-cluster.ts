import { electionTimeoutMsOf } from '../../services/domain/election-timeouts.ts';
import type { NodeState, Observed } from '../../services/domain/observed.ts';
import type { HealthInput } from '../../services/domain/health/view.ts';
import { peerSshOf, peersDigestOf } from '../../services/domain/peer-ssh.ts';
import { endpointOf, type Spec, type SpecNode, zoneEndpointOf } from '../../services/domain/spec.ts';
import { hostOn } from './model-node.ts';

const dayMs = 24 * 60 * 60_000;
const gibibyte = 1024 ** 3;

/** Noon of the day of the recordings. */
export const noonMs = Date.UTC(2026, 10, 23, 12, 0, 0);

export function specOfCluster(count: number): Spec {
  const nodes = Array.from({ length: count }, (_, index) => ({
    name: `hapy${index + 1}`,
    fqdn: `hapy${index + 1}.ac-test.fr`,
    address: `10.77.0.1${index + 1}`,
  }));
  const vip = { address: '10.77.0.10', name: 'hapy.ac-test.fr' };
  return { clusterId: 'hapy-1a2b3c4d5e', platform: 'eole', nodes, vip };
}

/** A formed cluster of `count` nodes in which nothing is wrong; hapy1 leads at term 4. */
export function healthyCluster(count = 3): HealthInput {
  return healthyClusterOf(specOfCluster(count));
}

/** The same of any nodes, of which the first leads. */
export function healthyClusterOf(spec: Spec): HealthInput {
  const states = spec.nodes.map((node) => memberOf(spec, node));
  const peersDigest = peersDigestOf(states.map((state, index) => peerSshOf(spec.nodes[index]!, state)));
  const observed: Observed = {
    reports: states.map((state) => ({
      node: state.node,
      atMs: noonMs,
      state: { ...state, ssh: { ...state.ssh, peersDigest } },
    })),
  };
  const proved = { provedAtMs: noonMs - dayMs };
  return { spec, observed, nowMs: noonMs, past: [], running: false, holder: 'coordinator/1', ...proved };
}

function memberOf(spec: Spec, node: SpecNode): NodeState {
  const id = spec.nodes.indexOf(node);
  const leads = id === 0;
  const vip = `eth0 ${spec.vip.address}/24`;
  const addresses = [{ interface: 'eth0', address: node.address, prefixLength: 24 }];
  if (leads) addresses.push({ interface: 'eth0', address: spec.vip.address, prefixLength: 24 });
  return {
    node: node.name,
    agentVersion: '0.1.0',
    platform: 'eole',
    observedAtMs: noonMs,
    instance: { status: 'done', configurationPending: false, reconfiguredFor: 's1' },
    guard: { state: 'member', clusterId: spec.clusterId, serverId: id },
    oned: {
      process: 'running',
      version: '6.2.0',
      raft: {
        serverId: id,
        state: leads ? 'leader' : 'follower',
        term: 4,
        votedFor: 0,
        commit: 120,
        logIndex: 120,
        logTerm: 4,
        federationIndex: -1,
      },
    },
    configuration: {
      serverId: id,
      leaderHook: `leader ${vip}`,
      followerHook: `follower ${vip}`,
      electionTimeoutMs: electionTimeoutMsOf(id),
      monitorAddress: spec.vip.address,
    },
    zone: {
      id: 0,
      name: 'OpenNebula',
      endpoint: zoneEndpointOf(spec),
      servers: spec.nodes.map((each, index) => ({ id: index, name: each.fqdn, endpoint: endpointOf(each) })),
    },
    hosts: spec.nodes.map((each, index) => hostOn(index, each.fqdn)),
    database: { backend: 'sqlite', contentDigest: 'c0ffee00c0ffee', pristine: false, contents: [] },
    addresses,
    ssh: { hostKeys: [`host-${node.name}`], userKeys: ['user'], peersDigest: '' },
    credentials: { oneAuthDigest: 'a1b2c3d4e5f6a7', oneKeyDigest: '0f1e2d3c4b5a69' },
    seeds: { exported: undefined, uploaded: undefined, imported: undefined },
    lease: undefined,
    runningOperations: [],
    health: {
      onedSilence: '',
      certificateExpiresAtMs: noonMs + 25 * dayMs,
      freeBytes: 40 * gibibyte,
      totalBytes: 100 * gibibyte,
      databaseBytes: gibibyte / 4,
      memoryAvailableBytes: 8 * gibibyte,
      memoryTotalBytes: 16 * gibibyte,
      logRetention: 250_000,
      heartbeatMs: 500,
      peerTimeoutMs: 1000,
      names: spec.nodes.map((each) => ({ name: each.fqdn, addresses: [each.address] })),
      hostFailures: [],
      ways: [],
      peersOnly: { stands: true, peers: spec.nodes.map(({ address }) => address) },
      failedUnits: [],
    },
  };
}
