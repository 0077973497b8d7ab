import type { Clock } from '../../services/base/clock.ts';
import type { NodeReport, Observed } from '../../services/domain/observed.ts';
import { holdsIn } from '../../services/domain/holds.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { indexOfLackedRecord } from '../../services/domain/waits-for-write.ts';
import type { Observer } from './observer.ts';

/** How long a record may be on its way to a healthy follower, and how often it is looked at meanwhile. */
const looksMax = 3;
const lookEveryMs = 700;

/**
 * A look at all nodes for a plan. In a zone that people write to a follower mostly lacks the very last record, and a
 * plan that depended on that would be another one whenever it is made: approved once, it would be refused when it is
 * to begin (HAPY-E520). So where a record is lacking the followers are looked at again, and who has by then what its
 * leader had committed before lacks nothing. Where a record stays away it is lacking, and the plan says so.
 */
export async function settledLook(observer: Observer, spec: Spec, clock: Clock): Promise<Observed> {
  let observed = await observer.observe();
  for (let looks = 0; looks < looksMax; looks += 1) {
    const before = new Snapshot(spec, observed);
    if (indexOfLackedRecord(before) === undefined) return observed;
    await clock.delay(lookEveryMs);
    const later = await observer.observe();
    const since = { reports: later.reports.map((report) => asCommittedBefore(report, before)) };
    if (holdsIn({ is: 'zone-in-sync' }, new Snapshot(spec, since))) return since;
    observed = later;
  }
  return observed;
}

/** A leader that leads on, with what it had committed at the look before. */
function asCommittedBefore(report: NodeReport, before: Snapshot): NodeReport {
  const { state } = report;
  const [raft, earlier] = [state?.oned.raft, before.state(report.node)?.oned.raft];
  if (state === undefined || raft?.state !== 'leader' || earlier === undefined) return report;
  if (report.node !== before.leader || earlier.term !== raft.term) return report;
  const { logIndex, logTerm, commit } = earlier;
  const known = { ...raft, logIndex, logTerm, commit };
  return { ...report, state: { ...state, oned: { ...state.oned, raft: known } } };
}
