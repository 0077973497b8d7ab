import type { Condition } from './condition.ts';
import { leaderPlace } from './place.ts';
import { holdsIn } from './holds.ts';
import type { Observed } from './observed.ts';
import type { Plan } from './plan.ts';
import { Draft } from './planner/draft.ts';
import { recentReports } from './planner/recent-reports.ts';
import { Snapshot } from './snapshot.ts';
import type { Spec } from './spec.ts';

const whole: readonly Condition[] = [
  { is: 'zone-in-sync' },
  { is: 'vip-on-leader' },
  { is: 'all-hosts-on' },
  { is: 'contents-equal' },
];

/** What an interrupted drill has come to. */
export interface BegunDrill {
  /** Whose oned it has stopped. */
  readonly node: string;
  /** Whether the login and the write through the virtual address have succeeded. */
  readonly proved: boolean;
}

/**
 * A deliberate fail-over, as a plan: the leader's oned is stopped, another one must lead, the virtual address
 * must follow, a login and a write must succeed through it, and the stopped server must come back to a whole zone.
 *
 * By default it is today's leader that is stopped. A drill that goes on after an interruption leaves out what is
 * done; when nothing is left the drill is over.
 */
export function planDrill(spec: Spec, observed: Observed, nowMs: number, begun?: BegunDrill): Plan {
  const snapshot = new Snapshot(spec, recentReports(spec, observed, nowMs));
  const draft = new Draft();
  const node = begun?.node ?? snapshot.leader;
  if (begun === undefined) findObstacles(draft, snapshot);
  if (!draft.blocked && node !== undefined) {
    draftDrill(draft, snapshot, { node, proved: begun?.proved ?? false });
  }
  const { actions, leftAlone, findings } = draft;
  return {
    clusterId: spec.clusterId,
    way: actions.length === 0 ? 'none' : 'drill',
    ...{ actions, leftAlone, findings },
  };
}

/** A cluster that is not whole is not put to the test: the test would take what is left of it. */
function findObstacles(draft: Draft, snapshot: Snapshot): void {
  for (const condition of whole) {
    if (holdsIn(condition, snapshot)) continue;
    // The text of the finding selects by it, and its words have no hyphens.
    const parameters = { condition: condition.is.replaceAll('-', '_') };
    draft.find({ code: 'HAPY-E453', severity: 'error', node: '', parameters });
  }
}

function draftDrill(draft: Draft, snapshot: Snapshot, { node: drilled, proved }: BegunDrill): void {
  const led = { is: 'led-by-another', node: drilled } as const;
  const written = { is: 'written-in-term' } as const;
  // Being whole was waited for; a record that is just on its way must not begin the drill anew.
  const returned = { is: 'serving-member', node: drilled } as const;
  const back: readonly Condition[] = [
    led,
    written,
    returned,
    { is: 'vip-on-leader' },
    { is: 'all-hosts-on' },
  ];
  if (proved && back.every((condition) => holdsIn(condition, snapshot))) return;
  const stopped = { is: 'stopped', node: drilled } as const;
  const after: string[] = [];
  // Where another one leads already, the stop of this drill has done what it was for.
  if (!holdsIn(led, snapshot) && !holdsIn(stopped, snapshot)) {
    after.push(
      draft.add({
        kind: 'stop-oned',
        node: drilled,
        after: [],
        precondition: whole,
        postcondition: [stopped],
      }),
    );
  }
  for (const name of lyingOf(snapshot, drilled)) {
    const running = { is: 'oned-running', node: name } as const;
    after.push(draft.add({ kind: 'start-oned', node: name, after: [], postcondition: [running] }));
  }
  const add = (purpose: string, postcondition: readonly Condition[], before: readonly string[]) =>
    draft.add({ kind: 'await', purpose, node: '', at: leaderPlace, after: before, postcondition });
  const another = add('led-by-another', [led], after);
  const moved = add('vip-follows', [{ is: 'vip-on-leader' }], [another]);
  // Its own oned is stopped and the address is elsewhere: what this node reaches is what any other machine reaches.
  const served = draft.add({
    kind: 'prove-service',
    node: drilled,
    after: [moved],
    postcondition: [written],
  });
  const start = draft.add({
    kind: 'start-oned',
    node: drilled,
    after: [served],
    postcondition: [
      { is: 'oned-running', node: drilled },
      { is: 'serving-member', node: drilled },
    ],
  });
  add('cluster-whole', whole, [start]);
}

/** While nobody leads: the other members whose oned has died meanwhile. Without them there may be no quorum. */
function lyingOf(snapshot: Snapshot, drilled: string): readonly string[] {
  if (snapshot.leader !== undefined) return [];
  const names = snapshot.spec.nodes.map(({ name }) => name).filter((name) => name !== drilled);
  return names.filter(
    (node) =>
      holdsIn({ is: 'configured-member', node }, snapshot) &&
      !holdsIn({ is: 'oned-running', node }, snapshot),
  );
}

/** Whose oned a drill stops, undefined when a plan is none. It comes back after everybody else. */
export function drilledNodeOf({ way, actions }: Plan): string | undefined {
  return way === 'drill' ? actions.findLast(({ kind }) => kind === 'start-oned')?.node : undefined;
}
