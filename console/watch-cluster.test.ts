import assert from 'node:assert/strict';

import type { Problem } from './api/answers.ts';
import { firstState } from './state.ts';
import { cluster, nodeOf } from './testing/cluster-data.ts';
import { linkStanding } from './views/link-standing.ts';
import { afterLook, type Look } from './watch-cluster.ts';

const nodes = { atMs: 1_000, nodes: [nodeOf(0), nodeOf(1)] };
const findings = { atMs: 1_000, healthy: true, findings: [], passedChecks: [] };
const whole: Look = {
  cluster: { ok: true, value: cluster },
  nodes: { ok: true, value: nodes },
  findings: { ok: true, value: findings },
  can: { ok: true, value: { atMs: 1_000, role: 'operator', deeds: [] } },
};
const away = {
  ...{ type: '', title: 'away', status: 503, detail: '', code: 'HAPY-E500', next: '' },
  parameters: {},
};
const failed = (problem: Problem | undefined): Look => ({
  cluster: { ok: false, problem },
  nodes: { ok: false, problem },
  findings: { ok: false, problem },
  can: { ok: false, problem },
});
const first = firstState(0, 'fr', 'auto', { page: 'cluster' });

describe('a look at the cluster', () => {
  it('makes the page current, and measures the lag', () => {
    const seen = afterLook(first, whole, 5_000);
    assert.deepEqual([seen.knownAtMs, seen.outage, seen.cluster?.leader], [5_000, undefined, 'hapy1']);
    assert.deepEqual(seen.lags, [{ atMs: 5_000, most: 0 }]);
  });

  it('leaves what is known standing while nobody answers, and says who is away', () => {
    const known = { ...first, ...afterLook(first, whole, 5_000) };
    const later = { ...known, ...afterLook(known, failed(away), 9_000) };
    assert.deepEqual([later.outage, later.cluster?.leader, later.knownAtMs], ['coordinator', 'hapy1', 5_000]);
    assert.equal(afterLook(known, failed(undefined), 9_000).outage, 'network');
    assert.deepEqual(linkStanding(later, 9_000), { live: false, ageMs: 4_000, outage: 'coordinator' });
  });

  it('begins with what the gateway knew last when the coordinator is away already', () => {
    const knew = (body: unknown) => ({
      ok: false as const,
      problem: { ...away, lastKnown: { atMs: 700, stale: true as const, body } },
    });
    const look = {
      cluster: knew(cluster),
      nodes: knew(nodes),
      findings: knew(findings),
      can: knew({}),
    } as Look;
    const seen = afterLook(first, look, 9_000);
    assert.deepEqual([seen.cluster?.leader, seen.knownAtMs, seen.outage], ['hapy1', 700, 'coordinator']);
  });

  it('asks who one is when the session has ended', () => {
    const seen = afterLook(first, failed({ ...away, status: 401, code: 'HAPY-E761' }), 9_000);
    assert.deepEqual([seen.session, seen.refused?.code], ['none', 'HAPY-E761']);
  });
});

describe('how far what is shown can be trusted', () => {
  it('is not at all after a while without news', () => {
    const known = { knownAtMs: 1_000, outage: undefined };
    assert.equal(linkStanding(known, 6_000).live, true);
    assert.equal(linkStanding(known, 31_000).live, false);
  });
});
