import type { DatabaseSync } from 'node:sqlite';

import type { Clock } from '../../services/base/clock.ts';
import type { Log } from '../../services/base/log.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { LastHeard } from '../agents/last-heard.ts';
import type { EnrolmentStore } from '../enrolment/enrolment-store.ts';
import type { TokensContext } from '../enrolment/tokens.ts';
import type { LeaseKeeper } from '../executor/lease-keeper.ts';
import type { Observer } from '../executor/observer.ts';
import type { Runs } from '../executor/runs.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { Verdict } from '../health/current-findings.ts';
import type { HealthWatch } from '../health/health-watch.ts';
import type { LagHistory } from '../health/lag-history.ts';
import type { Preflight } from '../preflight.ts';
import type { RunJournal } from '../store/run-journal.ts';

/** What the coordinator's RPCs stand on; made in main.ts. */
export interface ServiceContext {
  readonly spec: Spec;
  readonly clockFactor: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: DatabaseSync;
  readonly observer: Observer;
  readonly heard: LastHeard;
  readonly runs: Runs;
  /** Looks at everything now. */
  readonly judge: () => Promise<Verdict>;
  readonly watch: HealthWatch;
  readonly lags: LagHistory;
  readonly events: EventFeed;
  /** When a drill succeeded last, 0 for never. */
  readonly provedAtMs: () => number;
  readonly leases: LeaseKeeper;
  readonly preflight: Preflight;
  readonly journal: RunJournal;
  readonly enrolment: EnrolmentStore;
  readonly tokens: TokensContext;
}
