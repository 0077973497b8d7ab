import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { metricsPage } from '../../docs/metrics-page.ts';
import { judgeHealth } from '../../services/domain/health/judge.ts';
import type { NodeState, Observed } from '../../services/domain/observed.ts';
import { agentMetrics, coordinatorMetrics } from '../../services/metrics/metric-table.ts';
import { formedNode, freshNode, nowMs, spec } from '../cli/testing/cluster-fixture.ts';
import { clusterMetrics, type MetricSources } from './cluster-metrics.ts';

const gibibyte = 1024 ** 3;
const health = {
  ...{ onedSilence: '', certificateExpiresAtMs: nowMs + 86_400_000, names: [], hostFailures: [] },
  ...{ freeBytes: 5 * gibibyte, totalBytes: 20 * gibibyte, databaseBytes: gibibyte, logRetention: 250 },
  ...{ heartbeatMs: 500, peerTimeoutMs: 1000 },
  ...{ memoryAvailableBytes: gibibyte, memoryTotalBytes: 8 * gibibyte },
};
const formed: readonly NodeState[] = spec.nodes.map((node) => ({ ...formedNode(node), health }));

function sourcesOf(states: readonly (NodeState | undefined)[]): MetricSources {
  const reports = spec.nodes.map(({ name: node }, at): Observed['reports'][number] => {
    const state = states[at];
    if (state !== undefined) return { node, atMs: nowMs, state };
    return { node, atMs: nowMs, state, unreachable: { code: 'HAPY-E500', parameters: {} } };
  });
  const rest = { past: [], running: false, holder: '', provedAtMs: nowMs };
  const judgement = judgeHealth({ spec, observed: { reports }, nowMs, ...rest });
  return {
    ...{
      spec,
      lookedAtMs: nowMs,
      heardAtMs: () => nowMs,
      activeRun: '',
      runs: { succeeded: 2 },
      provedAtMs: nowMs,
    },
    ...{ newestEvent: 17, eventReaders: 1 },
    verdict: { ...judgement, observed: { reports }, healthy: judgement.findings.length === 0 },
  };
}

const namesIn = (text: string) =>
  new Set([...text.matchAll(/^(hapy_\w+?)(?:\{.*\})? \S+$/gm)].map(([, name]) => name));

describe('the metrics of the coordinator', () => {
  it('tell every metric of the table, and no other', async () => {
    const text = await clusterMetrics(sourcesOf([formed[0], formed[1], undefined]));
    assert.deepEqual([...namesIn(text)].toSorted(), Object.keys(coordinatorMetrics).toSorted());
  });

  it('say what stands, in the format of Prometheus', async () => {
    const text = await clusterMetrics(sourcesOf(formed));
    for (const line of [
      'hapy_leader{node="hapy1"} 1',
      'hapy_leader{node="hapy2"} 0',
      'hapy_quorum_margin 1',
      'hapy_node_vip_held{node="hapy1"} 1',
      'hapy_node_raft_state{node="hapy3",state="follower"} 1',
      'hapy_host_on{host="hapy2.ac-test.fr"} 1',
      'hapy_node_disk_free_bytes{node="hapy1"} 5368709120',
      'hapy_runs{status="succeeded"} 2',
      'hapy_events_newest 17',
    ]) {
      assert.ok(text.split('\n').includes(line), `${line} in\n${text}`);
    }
    assert.match(text, /^# TYPE hapy_quorum_margin gauge$/m);
  });

  it('name a finding with its cause, and say nothing of what is not known', async () => {
    const silent = await clusterMetrics(sourcesOf([undefined, undefined, undefined]));
    assert.match(
      silent,
      /^hapy_finding\{code="HAPY-E600",severity="error",node="hapy1",check="nodes-answer",cause="true"\} 1$/m,
    );
    assert.match(silent, /^hapy_node_reachable\{node="hapy2"\} 0$/m);
    assert.doesNotMatch(silent, /^hapy_quorum_margin/m, 'nobody knows a margin');
    const fresh = await clusterMetrics(sourcesOf(spec.nodes.map(freshNode)));
    assert.doesNotMatch(fresh, /^hapy_node_raft_term/m);
  });
});

describe('the pages about metrics', () => {
  const docs = join(import.meta.dirname, '../../docs');

  it('are those of the table', () => {
    assert.equal(readFileSync(join(docs, 'metrics.md'), 'utf8'), metricsPage());
  });

  it('alert on metrics and labels that there are', () => {
    const { groups } = parse(readFileSync(join(docs, 'prometheus-alerts.yml'), 'utf8')) as {
      groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[];
    };
    const table = { ...coordinatorMetrics, ...agentMetrics } as Record<string, { labels: readonly string[] }>;
    const rules = groups.flatMap((group) => group.rules);
    assert.ok(rules.length >= 8);
    for (const { alert, expr, annotations } of rules) {
      const used = [...expr.matchAll(/hapy_\w+/g)].map(
        ([name]) => table[name] ?? assert.fail(`${alert}: ${name}`),
      );
      const labels = new Set(used.flatMap((each) => each.labels));
      const named = [
        ...Object.values(annotations)
          .join(' ')
          .matchAll(/\$labels\.(\w+)/g),
      ].map(([, label = '']) => label);
      for (const label of [...named, ...[...expr.matchAll(/(\w+)="/g)].map(([, label = '']) => label)]) {
        assert.ok(labels.has(label), `${alert}: ${label}`);
      }
    }
  });
});
