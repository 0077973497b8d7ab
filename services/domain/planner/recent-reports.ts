import type { Observed } from '../observed.ts';
import { nodesToAsk, type Spec } from '../spec.ts';

/** Milliseconds after which a report says nothing about now. */
const staleMs = 60_000;

/**
 * One report for each node of the spec, in the spec's order, so that findings do not depend on who answered
 * first. A report that is older than `staleMs` counts as no answer; where there is none at all, the node is only about to be one.
 */
export function recentReports(spec: Spec, observed: Observed, nowMs: number): Observed {
  const byName = new Map(observed.reports.map((report) => [report.node, report]));
  const reports = nodesToAsk(spec).map(({ name }) => {
    const report = byName.get(name);
    if (report !== undefined && nowMs - report.atMs <= staleMs) return report;
    const code = report === undefined ? 'HAPY-E630' : 'HAPY-E600';
    const unreachable = { code, parameters: { node: name } };
    return { node: name, atMs: report?.atMs ?? 0, state: undefined, unreachable };
  });
  return { reports };
}
