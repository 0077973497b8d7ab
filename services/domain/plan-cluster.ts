import { holdsIn } from './holds.ts';
import { expectedBy, type Intent } from './intent.ts';
import type { Observed } from './observed.ts';
import { mayFound } from './opennebula-versions.ts';
import { leaderPlace } from './place.ts';
import type { Plan, PlanWay } from './plan.ts';
import { draftAdopting } from './planner/adopting.ts';
import { draftDeparting } from './planner/departing.ts';
import { findDepartureTrouble } from './planner/departures-trouble.ts';
import { Draft } from './planner/draft.ts';
import { findTrouble } from './planner/findings.ts';
import { draftFinishing } from './planner/finishing.ts';
import { draftFounding } from './planner/founding.ts';
import { draftInstantiating } from './planner/instantiating.ts';
import { draftJoining, draftReturning } from './planner/joining.ts';
import { draftOneByOne } from './planner/one-by-one.ts';
import { recentReports } from './planner/recent-reports.ts';
import { draftRepairing } from './planner/repairing.ts';
import { draftResuming } from './planner/resuming.ts';
import { draftRolling } from './planner/rolling.ts';
import { draftSettling } from './planner/settling.ts';
import { draftStorage, draftStorageWithout } from './planner/storage.ts';
import { soleServerOf } from './planner/sole-server.ts';
import { Snapshot } from './snapshot.ts';
import type { Spec } from './spec.ts';

/** What a person has allowed beyond what a plan may do by itself. */
export interface PlanOptions {
  /**
   * By node, the digest of a database that a joining may replace although it holds data. It counts only while
   * the node still reports that very digest.
   */
  readonly discardDatabases: ReadonlyMap<string, string>;
  /** The verb that was asked for; without one the plan leads to the spec. */
  readonly intent?: Intent | undefined;
  /** Only what leaves nobody half-way between inside and outside the zone: the end of an aborted run. */
  readonly settleOnly?: boolean;
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
  const { intent } = options;
  const draft = new Draft(options.discardDatabases, intent?.verb);
  findTrouble(draft, snapshot, recent);
  findDepartureTrouble(draft, snapshot, intent);
  const way = wayOf(snapshot, intent);
  if (!draft.blocked) {
    if (!holdsIn({ is: 'undisturbed' }, snapshot)) draftAwaitQuiet(draft);
    // A zone that lost its leader meanwhile gets one first: nobody is left half-way in a zone that is led by none.
    if (options.settleOnly === true && way !== 'resume') draftSettling(draft, snapshot);
    else draftWay(way, draft, snapshot, intent);
  }
  // What only waits for something changes nothing; and nothing is done on a guess.
  const idle = draft.blocked || draft.actions.every(({ id }) => id === awaitQuiet);
  return {
    clusterId: spec.clusterId,
    way: idle ? 'none' : way,
    ...(intent === undefined ? {} : { intent }),
    actions: idle ? [] : draft.actions,
    leftAlone: draft.leftAlone,
    findings: draft.findings,
  };
}

const awaitQuiet = 'await/undisturbed';
/** A Maj-Auto with its reconfigure. */
const quietWithinMs = 2 * 60 * 60_000;

/** EOLE maintains its servers at hours of its own; nothing of ours begins before that is over. */
function draftAwaitQuiet(draft: Draft): void {
  draft.gateBehind({
    kind: 'await',
    purpose: 'undisturbed',
    node: '',
    at: leaderPlace,
    after: [],
    postcondition: [{ is: 'undisturbed' }],
    deadlineMs: quietWithinMs,
  });
}

/** The ways that lead towards the spec. */
type WayThere = Exclude<PlanWay, 'none' | 'undo' | 'drill' | 'drill-storage'>;

function wayOf(snapshot: Snapshot, intent: Intent | undefined): WayThere {
  switch (intent?.verb) {
    case 'reconfigure':
    case 'instantiate':
    case 'repair':
    case 'adopt':
      return intent.verb;
    case 'add':
    case 'remove':
    case 'replace':
    case 'store':
    case undefined:
  }
  if (snapshot.leader !== undefined) return snapshot.leaving.size > 0 ? 'depart' : 'join';
  if (soleServerOf(snapshot) !== undefined) return 'one-by-one';
  const hasMember = [...snapshot.states()].some((state) => state.guard.state === 'member');
  if (hasMember) return 'resume';
  return mayFound(snapshot.state(snapshot.first.name)?.oned.version ?? '') ? 'found' : 'one-by-one';
}

/** The zone first. A brick that moves from a node which leaves alive moves before that one is stopped. */
function draftWay(way: WayThere, draft: Draft, snapshot: Snapshot, intent: Intent | undefined): void {
  const leavesAlive = way === 'depart' && [...snapshot.leaving.values()].some(({ dead }) => !dead);
  if (leavesAlive) draftStorage(draft, snapshot);
  draftZone(way, draft, snapshot, intent);
  const forms = ['found', 'one-by-one', 'resume', 'join', 'depart', 'repair'].includes(way);
  if (leavesAlive) draftStorageWithout(draft, snapshot);
  else if (forms) draftStorage(draft, snapshot);
}

function draftZone(way: WayThere, draft: Draft, snapshot: Snapshot, intent: Intent | undefined): void {
  switch (way) {
    case 'found':
      return draftFinishing(draft, snapshot, draftFounding(draft, snapshot));
    case 'one-by-one':
      return draftFinishing(draft, snapshot, draftOneByOne(draft, snapshot));
    case 'resume':
      return draftFinishing(draft, snapshot, draftResuming(draft, snapshot));
    case 'join':
    case 'depart': {
      const expected = expectedBy(intent);
      // Who is down comes back before anybody else goes: the zone needs all the votes that it can have.
      const returned = snapshot.leaving.size === 0 ? undefined : draftReturning(draft, snapshot);
      const after = draftDeparting(draft, snapshot, returned ?? draft.actions.at(-1)?.id);
      return draftFinishing(
        draft,
        snapshot,
        draftJoining(draft, snapshot, { expected, after, returned: snapshot.leaving.size > 0 }),
      );
    }
    case 'reconfigure':
      return void (intent?.verb === way && draftRolling(draft, snapshot, intent));
    case 'instantiate':
      return void (intent?.verb === way && draftInstantiating(draft, snapshot, intent));
    case 'repair':
      return draftRepairing(draft, snapshot);
    case 'adopt':
      return draftAdopting(draft, snapshot);
  }
}
