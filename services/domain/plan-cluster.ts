import type { Observed } from './observed.ts';
import type { Plan, PlanWay } from './plan.ts';
import { Draft } from './planner/draft.ts';
import { findTrouble } from './planner/findings.ts';
import { draftFinishing } from './planner/finishing.ts';
import { draftFounding } from './planner/founding.ts';
import { draftJoining } from './planner/joining.ts';
import { recentReports } from './planner/recent-reports.ts';
import { draftResuming } from './planner/resuming.ts';
import { Snapshot } from './snapshot.ts';
import type { Spec } from './spec.ts';

/** What a person has allowed beyond what a plan may do by itself. */
export interface PlanOptions {
  /**
   * By node, the digest of a database that a joining may replace although it holds data. It counts only while
   * the node still reports that very digest.
   */
  readonly discardDatabases: ReadonlyMap<string, string>;
}

const nothingAllowed: PlanOptions = { discardDatabases: new Map() };

/**
 * The ordered actions that lead from what is observed to what is wanted. A pure function: the same spec and
 * the same states give the same plan, whatever the order in which the agents answered. `nowMs` is wall-clock
 * milliseconds; a report older than `staleMs` counts as no report.
 */
export function planCluster(
  spec: Spec,
  observed: Observed,
  nowMs: number,
  options: PlanOptions = nothingAllowed,
): Plan {
  const recent = recentReports(spec, observed, nowMs);
  const snapshot = new Snapshot(spec, recent);
  const draft = new Draft(options.discardDatabases);
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

/** The ways that lead towards the spec. */
type WayThere = Exclude<PlanWay, 'none' | 'undo' | 'drill'>;

function wayOf(snapshot: Snapshot): WayThere {
  if (snapshot.leader !== undefined) return 'join';
  const hasMember = [...snapshot.states()].some((state) => state.guard.state === 'member');
  return hasMember ? 'resume' : 'found';
}

function draftWay(way: WayThere, draft: Draft, snapshot: Snapshot): string | undefined {
  switch (way) {
    case 'found':
      return draftFounding(draft, snapshot);
    case 'resume':
      return draftResuming(draft, snapshot);
    case 'join':
      return draftJoining(draft, snapshot);
  }
}
