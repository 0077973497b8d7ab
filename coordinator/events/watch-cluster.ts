import type { DatabaseSync } from 'node:sqlite';

import type { Clock } from '../../services/base/clock.ts';
import type { Log } from '../../services/base/log.ts';
import { newEvent, type NewEvent } from '../../services/domain/events/event.ts';
import type { Finding } from '../../services/domain/plan.ts';
import { recentReports } from '../../services/domain/planner/recent-reports.ts';
import { lagsIn } from '../../services/domain/replication-lag.ts';
import type { Observed } from '../../services/domain/observed.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import { nodesToAsk } from '../../services/domain/spec.ts';
import type { LastHeard } from '../agents/last-heard.ts';
import type { LeaseKeeper } from '../executor/lease-keeper.ts';
import type { Observer } from '../executor/observer.ts';
import type { Runs } from '../executor/runs.ts';
import { judgeEverything, type Verdict } from '../health/current-findings.ts';
import { HealthJudge } from '../health/health-judge.ts';
import { HealthWatch } from '../health/health-watch.ts';
import { LagHistory } from '../health/lag-history.ts';
import type { EventStore } from '../store/event-store.ts';
import { FindingStore } from '../store/finding-store.ts';
import type { SpecStore } from '../store/spec-store.ts';
import { ClusterChanges } from './cluster-changes.ts';

const toldWithinMs = 3_000;

interface Parts {
  readonly database: DatabaseSync;
  readonly store: EventStore;
  readonly specs: SpecStore;
  readonly heard: LastHeard;
  readonly observer: Observer;
  readonly runs: Runs;
  readonly leases: LeaseKeeper;
  readonly provedAtMs: () => number;
  readonly trustFindings: () => readonly Finding[];
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ties what is heard, found and wanted to the stream of events. `judge` looks now; nothing else is looked at before
 * `watch.keep`.
 */
export function watchCluster(o: Parts): {
  readonly judge: () => Promise<Verdict>;
  readonly watch: HealthWatch;
  readonly lags: LagHistory;
} {
  const { database, store, specs, heard, clock, leases } = o;
  const log = o.log.child({ component: 'events' });
  const health = new HealthJudge({
    ...{ specs, clock, past: heard.past, holder: leases.holder, provedAtMs: o.provedAtMs },
    observe: () => o.observer.observe(),
    activeRun: () => o.runs.active,
  });
  // Also where it was over before anybody looked: what it did to the servers is no trouble of theirs.
  o.runs.onEnd(() => heard.past.beginAnew());
  const lags = new LagHistory();
  const judge = async (told?: Observed) => {
    const verdict = await judgeEverything({ ...o, health }, told);
    const nowMs = clock.now();
    const recent = recentReports(specs.current, verdict.observed, nowMs);
    lags.note(nowMs, lagsIn(new Snapshot(specs.current, recent)));
    return verdict;
  };
  /** Everybody tells its state every two seconds, and at once what matters in it. */
  const justTold = () => {
    const nodes = nodesToAsk(specs.current).map(({ name }) => name);
    return heard.within(toldWithinMs, clock.now(), nodes);
  };
  const watch = new HealthWatch({
    judge: () => judge(justTold()),
    clock,
    log,
    store: new FindingStore(database, store),
  });
  const tell = (events: readonly NewEvent[]) => {
    store.tell(events);
    watch.poke();
  };
  const changes = new ClusterChanges({ specs, heard, tell });
  heard.onChange((node, before, after) => changes.changed(node, before, after));
  specs.onChange(() => {
    const { version = 1, nodes } = specs.current;
    const parameters = { version: String(version), nodes: nodes.map(({ name }) => name).join(', ') };
    tell([newEvent('spec-changed', { parameters })]);
  });
  return { judge: () => judge(), watch, lags };
}
