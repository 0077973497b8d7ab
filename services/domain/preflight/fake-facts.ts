import type { NodeState, Observed } from '../observed.ts';
import type { Spec } from '../spec.ts';
import type { StoragePlaces, StorageState } from '../storage/storage-state.ts';
import type { PreflightCheck } from './check.ts';
import type { AgentCheck, NodeAnswer, NodeVariables } from './facts.ts';
import { judgePreflight } from './judge-preflight.ts';

/* What a preflight of three sound nodes is judged by, and the same with one trouble, for tests. */

export const nowMs = Date.UTC(2026, 10, 23, 12);

export const spec: Spec = {
  clusterId: 'c1',
  platform: 'eole',
  nodes: [1, 2, 3].map((number) => ({
    name: `hapy${number}`,
    fqdn: `hapy${number}.test`,
    address: `10.0.0.${10 + number}`,
  })),
  vip: { address: '10.0.0.20', name: 'one.test' },
};

export function stateOf(index: number, change: Partial<NodeState> = {}): NodeState {
  const { name = '', address = '' } = spec.nodes[index] ?? {};
  return {
    node: name,
    agentVersion: '1',
    platform: 'eole',
    observedAtMs: nowMs,
    instance: { status: 'done', configurationPending: false, reconfiguredFor: '' },
    guard: { state: 'free', clusterId: '', serverId: -1 },
    oned: { process: 'stopped', raft: undefined, version: '6.10.0' },
    configuration: {
      serverId: -1,
      leaderHook: '',
      followerHook: '',
      electionTimeoutMs: 2500,
      monitorAddress: '',
    },
    zone: undefined,
    hosts: [],
    database: { backend: 'sqlite', contentDigest: 'd', pristine: true, contents: [] },
    addresses: [
      { interface: 'lo', address: '127.0.0.1', prefixLength: 8 },
      { interface: 'eth0', address, prefixLength: 24 },
    ],
    ssh: { hostKeys: [], userKeys: [], peersDigest: '' },
    credentials: { oneAuthDigest: '', oneKeyDigest: '' },
    seeds: { exported: undefined, uploaded: undefined, imported: undefined },
    lease: undefined,
    runningOperations: [],
    ...change,
  };
}

function variablesOf(index: number, change: Partial<NodeVariables> = {}): NodeVariables {
  const { name = '', address = '' } = spec.nodes[index] ?? {};
  const nodes = spec.nodes.map((node) => node.name);
  return {
    name,
    domain: 'test',
    address,
    netmask: '',
    nodes,
    index,
    vip: spec.vip.address,
    vipName: spec.vip.name,
    ...change,
  };
}

export interface Case {
  readonly spec?: Spec;
  /** Of hapy2. */
  readonly state?: Partial<NodeState>;
  readonly variables?: Partial<NodeVariables>;
  readonly checks?: readonly AgentCheck[];
  readonly clockMs?: number;
  readonly ignore?: readonly string[];
  /** What the brick and the mount point of hapy2 find; on the others all is well. */
  readonly places?: Partial<StoragePlaces>;
}

const soundPlaces: StoragePlaces = {
  brickFilesystem: 'xfs',
  brickParent: true,
  brickOnRoot: false,
  brickInodeBytes: 512,
  brickFreeBytes: 100 * 1024 ** 3,
  brickEmpty: true,
  brickVolumeId: '',
  mountEmpty: true,
  mountSource: '',
  filledMounts: [],
};

/** glusterd of a node that is in no pool yet. */
export function storageOf(index: number, change: Partial<StorageState> = {}): StorageState {
  const uuid = `00000000-0000-0000-0000-00000000000${index + 1}`;
  const seen = { observedAtMs: nowMs, silence: '', version: '10.3', uuid, client: true };
  return { ...seen, peers: [], volumes: [], bricks: [], mounts: [], heals: [], ...change };
}

export function judge(given: Case) {
  const observed: Observed = {
    reports: [0, 1, 2].map((index) => ({
      node: `hapy${index + 1}`,
      atMs: nowMs,
      state: stateOf(index, {
        ...(given.spec?.storage === undefined ? {} : { storage: storageOf(index) }),
        ...(index === 1 ? given.state : {}),
      }),
    })),
  };
  const answers = [0, 1, 2].map((index): NodeAnswer => {
    const trouble = index === 1 ? given : {};
    const found = new Date(trouble.clockMs ?? nowMs - 10).toISOString();
    const node = `hapy${index + 1}`;
    const clock = { name: 'clock', severity: 'ok', subject: node, found, expected: '', code: '' } as const;
    return {
      node,
      askedAtMs: nowMs - 50,
      answeredAtMs: nowMs,
      checks: [clock, ...(trouble.checks ?? [])],
      variables: variablesOf(index, trouble.variables),
      ...(given.spec?.storage === undefined ? {} : { places: { ...soundPlaces, ...trouble.places } }),
    };
  });
  const report = judgePreflight({ spec: given.spec ?? spec, observed, answers, nowMs }, given.ignore ?? []);
  return { ...report, failed: report.checks.filter(({ severity }) => severity !== 'ok') };
}

export function failedAs(given: Case): string[] {
  return judge(given).failed.map(({ name, node, code, severity }: PreflightCheck) =>
    [name, node, code, severity].filter((word) => word !== '').join(' '),
  );
}

export function agentCheck(name: string, code: string, subject: string, found: string): AgentCheck {
  return { name, code, subject, found, expected: '', severity: code === '' ? 'ok' : 'error' };
}
