import { ownVersion } from '../../services/base/installation.ts';
import { HealthView } from '../../services/domain/health/view.ts';
import type { NodeReport } from '../../services/domain/observed.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { MetricRegistry } from '../../services/metrics/metric-registry.ts';
import { coordinatorMetrics } from '../../services/metrics/metric-table.ts';
import type { Verdict } from '../health/current-findings.ts';

/** Everything that the metrics are made of. */
export interface MetricSources {
  readonly spec: Spec;
  readonly verdict: Verdict;
  readonly lookedAtMs: number;
  readonly heardAtMs: (node: string) => number;
  readonly activeRun: string;
  readonly runs: Readonly<Record<string, number>>;
  readonly provedAtMs: number;
  readonly newestEvent: number;
  readonly eventReaders: number;
}

type Metrics = MetricRegistry<typeof coordinatorMetrics>;

/** The cluster in Prometheus' text format. Pure but for the formatting: the same sources give the same text. */
export async function clusterMetrics(sources: MetricSources): Promise<string> {
  const metrics: Metrics = new MetricRegistry(coordinatorMetrics);
  metrics.clear();
  metrics.set('hapy_build_info', 1, { version: ownVersion() });
  tellJudgement(metrics, sources);
  tellZone(metrics, sources);
  for (const report of sources.verdict.observed.reports) tellNode(metrics, report, sources);
  metrics.set('hapy_run_active', truth(sources.activeRun !== ''));
  for (const [status, count] of Object.entries(sources.runs)) metrics.set('hapy_runs', count, { status });
  metrics.set('hapy_drill_succeeded_timestamp_seconds', sources.provedAtMs / 1000);
  metrics.set('hapy_events_newest', sources.newestEvent);
  metrics.set('hapy_event_readers', sources.eventReaders);
  return metrics.text();
}

function tellJudgement(metrics: Metrics, { verdict, lookedAtMs }: MetricSources): void {
  metrics.set('hapy_healthy', truth(verdict.healthy));
  metrics.set('hapy_looked_timestamp_seconds', lookedAtMs / 1000);
  for (const check of verdict.passed) metrics.set('hapy_check_passed', 1, { check });
  for (const finding of verdict.findings) {
    const { code, severity, node } = finding;
    const { check = '', followsFrom = '' } = 'check' in finding ? finding : {};
    if (check !== '') metrics.set('hapy_check_passed', 0, { check });
    metrics.set('hapy_finding', 1, { code, severity, node, check, cause: String(followsFrom === '') });
  }
}

function tellZone(metrics: Metrics, { spec, verdict, lookedAtMs }: MetricSources): void {
  const about = { past: [], running: false, holder: '', provedAtMs: 0 };
  const view = new HealthView({ spec, observed: verdict.observed, nowMs: lookedAtMs, ...about });
  const { leader } = view;
  for (const { name: node } of spec.nodes) metrics.set('hapy_leader', truth(node === leader?.node), { node });
  if (!view.formed) return;
  const serving = view.answering.filter((state) => view.isServing(state)).length;
  metrics.set('hapy_quorum_margin', serving - view.majority);
  if (leader === undefined) return;
  for (const { name: host, state, runningVms } of leader.hosts) {
    // 1 while it is being monitored, 2 otherwise; `onehost list` says "on" for both.
    metrics.set('hapy_host_on', truth(state === 1 || state === 2), { host });
    metrics.set('hapy_host_running_vms', runningVms, { host });
  }
  for (const { node, oned } of view.answering) {
    const lag = Math.max(0, leader.oned.raft.commit - oned.raft.logIndex);
    metrics.set('hapy_node_replication_lag_records', lag, { node });
  }
}

function tellNode(metrics: Metrics, report: NodeReport, { spec, heardAtMs }: MetricSources): void {
  const { node, state } = report;
  const about = { node };
  metrics.set('hapy_node_reachable', truth(state !== undefined), about);
  metrics.set('hapy_node_heard_timestamp_seconds', heardAtMs(node) / 1000, about);
  if (state === undefined) return;
  const { raft } = state.oned;
  metrics.set('hapy_node_oned_up', truth(raft !== undefined), about);
  if (raft !== undefined) {
    metrics.set('hapy_node_raft_state', 1, { node, state: raft.state });
    metrics.set('hapy_node_raft_term', raft.term, about);
    metrics.set('hapy_node_raft_log_index', raft.logIndex, about);
    metrics.set('hapy_node_raft_commit_index', raft.commit, about);
  }
  const held = state.addresses.some(({ address }) => address === spec.vip.address);
  metrics.set('hapy_node_vip_held', truth(held), about);
  metrics.set('hapy_node_clock_offset_seconds', (state.observedAtMs - report.atMs) / 1000, about);
  const { health } = state;
  if (health === undefined) return;
  metrics.set('hapy_node_disk_free_bytes', health.freeBytes, about);
  metrics.set('hapy_node_disk_size_bytes', health.totalBytes, about);
  metrics.set('hapy_node_database_bytes', health.databaseBytes, about);
  metrics.set('hapy_node_memory_available_bytes', health.memoryAvailableBytes, about);
  const expires = health.certificateExpiresAtMs / 1000;
  metrics.set('hapy_node_certificate_expires_timestamp_seconds', expires, about);
}

function truth(value: boolean): number {
  return value ? 1 : 0;
}
