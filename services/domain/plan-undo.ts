import type { Observed } from './observed.ts';
import { mayFound } from './opennebula-versions.ts';
import type { Plan } from './plan.ts';
import { Draft } from './planner/draft.ts';
import { recentReports } from './planner/recent-reports.ts';
import { draftUndoing, mayBeUndone } from './planner/undoing.ts';
import { silenceCode } from './silence.ts';
import { Snapshot } from './snapshot.ts';
import { majorityOf, type Spec } from './spec.ts';

/**
 * The ordered actions that take an interrupted founding back (design section 6, Abort): the nodes are as they
 * were before it. Pure like `planCluster`, and computed again it goes on from wherever an earlier undo stopped.
 *
 * Once a zone has started, nothing is undone: the plan has no actions and a finding says who is a member.
 */
export function planUndo(spec: Spec, observed: Observed, nowMs: number): Plan {
  const recent = recentReports(spec, observed, nowMs);
  const snapshot = new Snapshot(spec, recent);
  const draft = new Draft();
  const members = membersIn(snapshot);
  if (members.length > 0) {
    const nodes = members.join(', ');
    draft.find({ code: 'HAPY-E613', severity: 'info', node: '', parameters: { nodes } });
  } else {
    findUntouchable(draft, snapshot, recent);
    if (!draft.blocked) draftUndoing(draft, snapshot);
  }
  return {
    clusterId: spec.clusterId,
    way: draft.actions.length === 0 ? 'none' : 'undo',
    actions: draft.actions,
    leftAlone: draft.leftAlone,
    findings: draft.findings,
  };
}

/** Whoever is a member of this cluster or leads a zone, in the spec's order. */
function membersIn(snapshot: Snapshot): string[] {
  const { clusterId, nodes } = snapshot.spec;
  return nodes
    .map(({ name }) => name)
    .filter((name) => {
      const guard = snapshot.state(name)?.guard;
      return (guard?.state === 'member' && guard.clusterId === clusterId) || name === snapshot.leader;
    });
}

/** What stands in the way on single nodes. They are left alone; the others are undone all the same. */
function findUntouchable(draft: Draft, snapshot: Snapshot, { reports }: Observed): void {
  for (const report of reports) {
    const { node, state } = report;
    if (state === undefined) {
      const first = node === snapshot.first.name;
      const severity = first && mayHaveStarted(snapshot) ? 'error' : 'warning';
      const parameters = { node, reason: report.unreachable.code };
      draft.find({ code: silenceCode(report.unreachable), severity, node, parameters });
      draft.leave(node, 'unreachable');
    } else if (state.guard.state === 'unreadable') {
      draft.find({ code: 'HAPY-E604', severity: 'warning', node, parameters: { node } });
      draft.leave(node, 'guard-unreadable');
    } else if (!mayBeUndone(state, snapshot)) {
      const parameters = { node, found: state.guard.clusterId };
      draft.find({ code: 'HAPY-E610', severity: 'warning', node, parameters });
      draft.leave(node, 'other-cluster');
    }
  }
}

/**
 * Whether a silent index 0 may be a member, so that undoing the others would leave a zone that can neither go
 * on nor go back, and whose leader would take the refusals of a restored server for a ruined term (fact 1).
 * In a founding index 0 is always the first member, and becomes one only when a majority has its seed: so while it answers
 * and is none, nobody is; and it cannot be one while too few can have the seed.
 */
function mayHaveStarted(snapshot: Snapshot): boolean {
  const { clusterId, nodes } = snapshot.spec;
  // One by one, index 0 leads before anybody else has a seed.
  if ([...snapshot.states()].some(({ oned }) => !mayFound(oned.version))) return true;
  const seeded = nodes.filter(({ name }) => {
    const state = snapshot.state(name);
    return state === undefined || state.seeds.imported?.clusterId === clusterId;
  });
  return seeded.length >= majorityOf(nodes.length);
}
