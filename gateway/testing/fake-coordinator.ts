import { once } from 'node:events';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import {
  type Event,
  FindingSeverity,
  type GetStatusResponse,
  PreflightSeverity,
  type Run,
  type RunEvent,
  RunStatus,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { formatApiToken } from '../../services/rpc/api-token.ts';
import type { Role } from '../../services/rpc/caller.ts';
import { parseUri } from '../../services/rpc/uri.ts';
import type { Coordinator } from '../ports.ts';

export const status: GetStatusResponse = {
  clusterId: 'c1',
  atMs: 1_700_000_000_000n,
  nodes: [
    {
      ...{ name: 'hapy2', fqdn: 'hapy2.example', address: '10.0.0.2', index: 1, enrolled: true },
      ...{ state: undefined, lastHeardMs: 0n },
      unreachable: { code: 'HAPY-E500', parameters: { where: '10.0.0.2:2641' }, text: 'refused' },
    },
  ],
  vip: { address: '10.0.0.9', name: 'one.example', holders: [] },
  healthy: false,
  findings: [
    {
      ...{ code: 'HAPY-E600', severity: FindingSeverity.FINDING_SEVERITY_ERROR, node: 'hapy2' },
      ...{ parameters: { reason: 'HAPY-E500' }, check: 'node-reports', evidence: {}, followsFrom: '' },
    },
  ],
  activeRun: '',
  clockFactor: 1,
  passedChecks: ['one-leader'],
  provedAtMs: 0n,
  storage: undefined,
  coordinatorNode: 'hapy1',
};

export const planHash = 'ab'.repeat(32);
const plan = {
  clusterId: 'c1',
  way: 'repair',
  intent: { verb: 'repair' },
  actions: [
    {
      ...{ id: 'hold-oned/hapy2', kind: 'hold-oned', node: 'hapy2', at: 'hapy2', parameters: {} },
      ...{ after: [], precondition: [], postcondition: [{ is: 'held', node: 'hapy2' }], deadlineMs: 180_000 },
    },
  ],
  leftAlone: [{ node: 'hapy3', reason: 'joins-once-led', parameters: {} }],
  findings: [{ code: 'HAPY-E608', severity: 'warning', node: '', parameters: { count: '4' } }],
};

export function runOf(number: number, status = RunStatus.RUN_STATUS_SUCCEEDED): Run {
  return {
    ...{ runId: `${number}-0123abcd`, planHash, status, startedBy: 'ada', actionsTotal: 1, actionsDone: 1 },
    ...{ startedAtMs: 1n, finishedAtMs: 2n, lastSequence: 3n },
  };
}

export function eventOf(sequence: number, kind = 'action-progress'): RunEvent {
  return {
    ...{ runId: '7-0123abcd', sequence: BigInt(sequence), atMs: 5n, kind, actionId: 'hold-oned/hapy2' },
    ...{
      actionKind: 'hold-oned',
      node: 'hapy2',
      message: 'run.waiting-for-node',
      parameters: { node: 'hapy2' },
    },
    ...{ error: undefined, status: RunStatus.RUN_STATUS_SUCCEEDED, elapsedMs: 9n },
  };
}

export function clusterEventOf(number: number): Event {
  return {
    ...{ number: BigInt(number), atMs: 5n, kind: 'leader-elected', node: 'hapy2', runId: '', code: '' },
    ...{ severity: FindingSeverity.FINDING_SEVERITY_INFO, parameters: { term: '7' } },
  };
}

const tokenOf = (digit: string) => formatApiToken({ tokenId: digit.repeat(16), secret: digit.repeat(43) });
export const readToken = tokenOf('1');
export const operateToken = tokenOf('2');
export const unknownToken = tokenOf('3');
const apiTokens: Readonly<Record<string, Role>> = {
  [readToken]: 'token-reader',
  [operateToken]: 'token-operator',
};

/** A coordinator that answers everything at once, and the same each time. */
export const workingCoordinator: Coordinator = {
  getStatus: () => Promise.resolve(status),
  getPlan: () => Promise.resolve({ hash: planHash, empty: false, planJson: JSON.stringify(plan) }),
  preflight: () =>
    Promise.resolve({
      checks: [
        {
          ...{ name: 'clock', severity: PreflightSeverity.PREFLIGHT_SEVERITY_WARNING, code: 'HAPY-E622' },
          ...{ node: 'hapy2', subject: '', found: '', expected: '', ignored: false },
          parameters: { amount: '6', unit: 'seconds', direction: 'behind' },
        },
      ],
      ...{ blocked: false, ignorable: ['clock'] },
    }),
  startRun: () => Promise.resolve({ runId: '7-0123abcd' }),
  resumeRun: ({ runId }) => Promise.resolve({ runId }),
  abortRun: ({ runId }) => Promise.resolve({ runId }),
  listRuns: ({ limit, before }) => {
    const newest = before === 0n ? 50 : Number(before) - 1;
    const numbers = Array.from({ length: newest }, (_, index) => newest - index);
    return Promise.resolve({ runs: numbers.slice(0, limit).map((number) => runOf(number)) });
  },
  getRun: () =>
    Promise.resolve({
      run: runOf(7),
      reason: 'a drill',
      plans: [{ planJson: JSON.stringify(plan), hash: planHash, atMs: 1n, approvedBy: 'ada' }],
    }),
  async *watchRun({ afterSequence }) {
    for (let sequence = Number(afterSequence) + 1; sequence <= 3; sequence += 1) {
      yield { event: eventOf(sequence, sequence === 3 ? 'run-finished' : 'action-progress') };
    }
  },
  async *watchEvents({ after, newest, follow }, { signal }) {
    const first = newest > 0 ? 4 - newest : Number(after) + 1;
    yield { event: undefined, stream: 's1', head: 3n };
    for (let number = first; number <= 3; number += 1) {
      yield { event: clusterEventOf(number), stream: 's1', head: 3n };
    }
    if (!follow) return;
    if (!signal.aborted) await once(signal, 'abort');
    signal.throwIfAborted();
  },
  getLags: ({ afterMs, limit, brief }) => {
    const samples = [1n, 2n, 3n]
      .filter((atMs) => atMs > afterMs)
      .map((atMs) => ({ atMs, most: Number(atMs), lags: brief ? [] : [-1, Number(atMs)] }));
    const nodes = brief ? [] : ['hapy1', 'hapy2'];
    return Promise.resolve({ atMs: 9n, everyMs: 10_000, nodes, samples: samples.slice(0, limit) });
  },
  getMetrics: () => Promise.resolve({ text: '# TYPE hapy_healthy gauge\nhapy_healthy 1\n' }),
  createToken: () => Promise.resolve({ token: 'secret', tokenId: 'ab', expiresAtMs: 1n }),
  listTokens: () =>
    Promise.resolve({
      tokens: [{ tokenId: 'ab', node: 'hapy2', status: 'open', expiresAtMs: 1n, words: '' }],
    }),
  revokeToken: () => Promise.resolve({}),
  listCertificates: () =>
    Promise.resolve({
      certificates: [
        {
          ...{ holder: 'gateway', serial: '01', notBeforeMs: 1n, notAfterMs: 2n, state: 'valid' },
          ...{ words: 'a b c d e f', issuer: '' },
        },
      ],
      ...{ atMs: 1n, backupAtMs: 0n, rootKeyHere: true },
    }),
  renewCertificates: () =>
    Promise.resolve({ outcomes: [{ holder: 'agent/hapy2', error: undefined, notAfterMs: 3n }] }),
  approveRenewals: () => Promise.resolve({ holders: ['agent/hapy2'] }),
  createApiToken: () => Promise.resolve({ token: readToken, tokenId: '1'.repeat(16), expiresAtMs: 9n }),
  listApiTokens: () =>
    Promise.resolve({
      tokens: [
        {
          ...{ tokenId: '1'.repeat(16), name: 'nagios', scope: 'read', state: 'valid', createdAtMs: 1n },
          ...{ createdBy: 'operator/ada', expiresAtMs: 9n, lastUsedAtMs: 0n },
        },
      ],
    }),
  revokeApiToken: () => Promise.resolve({ name: 'nagios' }),
  whoAmI: (_, { person }) => {
    if (!('apiToken' in person)) {
      const name = parseUri(person.uri);
      return Promise.resolve({ role: name?.role ?? '', name: name?.name ?? '', expiresAtMs: 0n });
    }
    const role = apiTokens[person.apiToken];
    if (role === undefined) return Promise.reject(new HapyError('HAPY-E762'));
    return Promise.resolve({ role, name: 'token:nagios', expiresAtMs: 4_000_000_000_000n });
  },
  revoke: () => Promise.resolve({ reached: ['hapy1'], missed: [], certificates: 1 }),
  readAudit: () => Promise.resolve({ lines: ['{"number":1}'], damage: '', head: undefined }),
};
