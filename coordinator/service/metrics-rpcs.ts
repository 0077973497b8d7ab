import type {
  GetMetricsRequest,
  GetMetricsResponse,
} from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { unary } from '../../services/rpc/handlers.ts';
import { clusterMetrics } from '../metrics/cluster-metrics.ts';
import type { ServiceContext } from './service-context.ts';

export function metricsRpcs(context: ServiceContext) {
  return {
    getMetrics: unary<GetMetricsRequest, GetMetricsResponse>(async () => {
      const { watch, spec, heard, runs, journal, events } = context;
      // Asking more often than the cluster is looked at anyway does not make anybody look.
      if (watch.latest === undefined) await watch.look();
      const { latest } = watch;
      if (latest === undefined) return { text: '' };
      const text = await clusterMetrics({
        ...{ spec, verdict: latest.verdict, lookedAtMs: latest.atMs, activeRun: runs.active },
        heardAtMs: (node) => heard.of(node).heardAtMs,
        runs: journal.countByStatus(),
        provedAtMs: context.provedAtMs(),
        newestEvent: events.newest,
        eventReaders: events.readers,
      });
      return { text };
    }),
  };
}
