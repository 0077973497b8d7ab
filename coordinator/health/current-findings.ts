import { toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { Clock } from '../../services/base/clock.ts';
import type { HealthFinding } from '../../services/domain/health/finding.ts';
import type { Finding } from '../../services/domain/plan.ts';
import type { Observed } from '../../services/domain/observed.ts';
import { planCluster } from '../../services/domain/plan-cluster.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { LeaseKeeper } from '../executor/lease-keeper.ts';
import { blockingFindings } from './blocking-findings.ts';
import type { Health, HealthJudge } from './health-judge.ts';

interface FindingsParts {
  readonly health: HealthJudge;
  readonly specs: { readonly current: Spec };
  readonly leases: Pick<LeaseKeeper, 'refusal'>;
  readonly clock: Clock;
  /** What about certificates and backups wants attention. */
  readonly trustFindings: () => readonly Finding[];
}

/** One look at the cluster with everything that wants attention, whoever found it. */
export type Verdict = Omit<Health, 'findings'> & { readonly findings: readonly (Finding | HealthFinding)[] };

/** Looks now: what `status`, `doctor`, the events and the metrics tell. `told` is what everybody has just said, if they have. */
export async function judgeEverything(parts: FindingsParts, told?: Observed): Promise<Verdict> {
  const { health, specs, clock, trustFindings } = parts;
  const seen = await health.look(told);
  const ofPlan = planCluster(specs.current, seen.observed, clock.now()).findings;
  const blocking = blockingFindings(ofPlan, seen.findings);
  return { ...seen, findings: [...leaseFindings(parts), ...trustFindings(), ...seen.findings, ...blocking] };
}

/** Another coordinator is one thing that is wrong: this one looks on and changes nothing. */
function leaseFindings({ leases }: FindingsParts): Finding[] {
  const { refusal } = leases;
  if (refusal === undefined) return [];
  const { code, parameters } = toErrorRecord(refusal);
  return [{ code, severity: 'warning', node: '', parameters }];
}
