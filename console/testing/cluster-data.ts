import type { Cluster, Finding, Node } from '../api/answers.ts';
import type { NodeState } from '../../services/domain/observed.ts';

/* A cluster as the gateway tells of it, for tests. */

export function nodeOf(index: number, change: Partial<Node> = {}): Node {
  const name = `hapy${index + 1}`;
  return {
    ...{ name, fqdn: `${name}.ac-test.fr`, address: `10.0.0.${index + 1}`, index },
    ...{ enrolled: true, reachable: true, lastHeardMs: 1_000, state: stateOf(index) },
    ...change,
  };
}

/** A member's brief state; index 0 leads. */
export function stateOf(index: number, raft: Partial<NodeState['oned']['raft']> = {}): NodeState {
  const own = {
    ...{ serverId: index, state: index === 0 ? ('leader' as const) : ('follower' as const), term: 7 },
    ...{ votedFor: 0, commit: 14, logIndex: 14, logTerm: 7, federationIndex: -1 },
    ...raft,
  };
  const brief: Partial<NodeState> = {
    ...{ agentVersion: '0.1.0', platform: 'eole', observedAtMs: 900, addresses: [], runningOperations: [] },
    guard: { state: 'member', clusterId: 'c1', serverId: index },
    oned: { process: 'running', version: '6.10.0', raft: own },
  };
  return brief as NodeState;
}

export const cluster: Cluster = {
  ...{ clusterId: 'c1', atMs: 1_000, healthy: true, leader: 'hapy1', nodes: 3, reachable: 3 },
  ...{ activeRun: '', provedAtMs: 500, clockFactor: 1 },
  vip: { address: '10.0.0.9', name: 'one.ac-test.fr', holders: ['hapy1'] },
};

export function findingOf(code: string, change: Partial<Finding> = {}): Finding {
  return {
    ...{ code, severity: 'error', node: '', check: 'leader', title: code, cause: '', next: '' },
    ...{ evidence: {}, followsFrom: '', parameters: {} },
    ...change,
  };
}
