import type { Clock } from '../../services/base/clock.ts';
import { type Judgement, judgeHealth } from '../../services/domain/health/judge.ts';
import type { Observed } from '../../services/domain/observed.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { stewardOf } from '../../services/domain/storage/storage-view.ts';
import { isHealthy } from '../status.ts';
import type { RecentPast } from './recent-past.ts';

/**
 * Nodes are asked one after the other's answer arrives, so a record written in between makes logs that are
 * equal look different. Before that is called unhealthy, it is looked at again.
 */
const looksMax = 3;
const lookAgainAfterMs = 200;

export interface Health extends Judgement {
  readonly observed: Observed;
  readonly healthy: boolean;
}

interface JudgeParts {
  readonly specs: { readonly current: Spec };
  readonly clock: Clock;
  readonly past: RecentPast;
  /** Asks every agent now. */
  readonly observe: () => Promise<Observed>;
  /** The run that is going on, empty when there is none. */
  readonly activeRun: () => string;
  readonly holder: string;
  readonly provedAtMs: () => number;
}

/** Judges the health of this cluster: what `status`, `doctor`, events and metrics all say. */
export class HealthJudge {
  readonly #parts: JudgeParts;

  constructor(parts: JudgeParts) {
    this.#parts = parts;
  }

  /** The judgement of one observation that somebody has made. */
  judge(observed: Observed): Health {
    const { specs, clock, past, activeRun, holder, provedAtMs } = this.#parts;
    const spec = specs.current;
    if (activeRun() !== '') past.beginAnew();
    const judgement = judgeHealth({
      ...{ spec, observed, nowMs: clock.now(), past: past.samples(), holder },
      pastHeals: past.heals(stewardOf(new Snapshot(spec, observed)).name),
      running: activeRun() !== '',
      provedAtMs: provedAtMs(),
    });
    const wrong = judgement.findings.some(({ severity }) => severity === 'error');
    return { ...judgement, observed, healthy: !wrong && isHealthy(spec, observed) };
  }

  /**
   * Looks now, and again before it calls unhealthy what may only have been seen in passing. Who looks every few seconds
   * begins with what all have just told (`seen`), who would be asked for the same again.
   */
  async look(seen?: Observed): Promise<Health> {
    const { clock, observe } = this.#parts;
    let health = this.judge(seen ?? (await observe()));
    for (let looks = 1; !health.healthy && looks < looksMax && everyServerAnswers(health); looks += 1) {
      await clock.delay(lookAgainAfterMs);
      health = this.judge(await observe());
    }
    return health;
  }
}

function everyServerAnswers({ observed }: Health): boolean {
  return observed.reports.every((report) => report.state?.oned.raft !== undefined);
}
