import type { Observed } from './observed.ts';
import type { Plan, PlanWay } from './plan.ts';
import { Draft } from './planner/draft.ts';
import { findTrouble } from './planner/findings.ts';
import { draftFinishing } from './planner/finishing.ts';
import { draftFounding } from './planner/founding.ts';
import { draftJoining } from './planner/joining.ts';
import { draftResuming } from './planner/resuming.ts';
import { Snapshot } from './snapshot.ts';
import type { Spec } from './spec.ts';

/**
 * The ordered actions that lead from what is observed to what is wanted. A pure function: the same spec and
 * the same states give the same plan, whatever the order in which the agents answered. `nowMs` is wall-clock
 * milliseconds; a report older than `staleMs` counts as no report.
 */
export function planCluster(spec: Spec, observed: Observed, nowMs: number): Plan {
  const recent = { reports: sortedReports(spec, observed, nowMs) };
  const snapshot = new Snapshot(spec, recent);
  const draft = new Draft();
  findTrouble(draft, snapshot, recent);
  const way = wayOf(snapshot);
  if (!draft.blocked) {
    const led = draftWay(way, draft, snapshot);
    draftFinishing(draft, snapshot, led);
  }
  return {
    clusterId: spec.clusterId,
    way: draft.actions.length === 0 ? 'none' : way,
    actions: draft.actions,
    leftAlone: draft.leftAlone,
    findings: draft.findings,
  };
}

/** Milliseconds after which a report says nothing about now. */
export const staleMs = 60_000;

/** In the spec's order, so that findings do not depend on who answered first. */
function sortedReports(spec: Spec, observed: Observed, nowMs: number): Observed['reports'] {
  const byName = new Map(observed.reports.map((report) => [report.node, report]));
  return spec.nodes.map(({ name }) => {
    const report = byName.get(name);
    if (report !== undefined && nowMs - report.atMs <= staleMs) return report;
    const unreachable = { code: 'HAPY-E600', parameters: { node: name } };
    return { node: name, atMs: report?.atMs ?? 0, state: undefined, unreachable };
  });
}

function wayOf(snapshot: Snapshot): Exclude<PlanWay, 'none'> {
  if (snapshot.leader !== undefined) return 'join';
  const hasMember = [...snapshot.states()].some((state) => state.guard.state === 'member');
  return hasMember ? 'resume' : 'found';
}

function draftWay(way: Exclude<PlanWay, 'none'>, draft: Draft, snapshot: Snapshot): string | undefined {
  switch (way) {
    case 'found':
      return draftFounding(draft, snapshot);
    case 'resume':
      return draftResuming(draft, snapshot);
    case 'join':
      return draftJoining(draft, snapshot);
  }
}
