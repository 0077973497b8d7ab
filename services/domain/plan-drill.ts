import type { Condition } from './condition.ts';
import { leaderPlace } from './place.ts';
import { holdsIn } from './holds.ts';
import type { Observed } from './observed.ts';
import type { Plan } from './plan.ts';
import { Draft } from './planner/draft.ts';
import { recentReports } from './planner/recent-reports.ts';
import { Snapshot } from './snapshot.ts';
import { type Spec, zoneEndpointOf } from './spec.ts';

const whole: readonly Condition[] = [
  { is: 'zone-in-sync' },
  { is: 'vip-on-leader' },
  { is: 'all-hosts-on' },
  { is: 'contents-equal' },
];

/**
 * A deliberate fail-over, as a plan: the leader's oned is stopped, another one must lead, the virtual address
 * must follow, a write must succeed there, and the stopped server must come back to a whole zone.
 *
 * `node` is whose oned is stopped: by default today's leader. A drill that goes on after an interruption names
 * it, and steps that are done are left out; when nothing is left the drill is over.
 */
export function planDrill(spec: Spec, observed: Observed, nowMs: number, node?: string): Plan {
  const snapshot = new Snapshot(spec, recentReports(spec, observed, nowMs));
  const draft = new Draft();
  const drilled = node ?? snapshot.leader;
  if (node === undefined) findObstacles(draft, snapshot);
  if (!draft.blocked && drilled !== undefined) draftDrill(draft, snapshot, drilled, node !== undefined);
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
    const parameters = { condition: condition.is };
    draft.find({ code: 'HAPY-E453', severity: 'error', node: '', parameters });
  }
}

function draftDrill(draft: Draft, snapshot: Snapshot, drilled: string, goingOn: boolean): void {
  const led = { is: 'led-by-another', node: drilled } as const;
  const written = { is: 'written-in-term' } as const;
  // Being whole was waited for; a record that is just on its way must not begin the drill anew.
  const returned = { is: 'serving-member', node: drilled } as const;
  const proved: readonly Condition[] = [
    led,
    written,
    returned,
    { is: 'vip-on-leader' },
    { is: 'all-hosts-on' },
  ];
  const over = proved.every((condition) => holdsIn(condition, snapshot));
  if (goingOn && over) return;
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
  const add = (purpose: string, postcondition: readonly Condition[], before: readonly string[]) =>
    draft.add({ kind: 'await', purpose, node: '', at: leaderPlace, after: before, postcondition });
  const another = add('led-by-another', [led], after);
  const moved = add('vip-follows', [{ is: 'vip-on-leader' }], [another]);
  const write = draft.add({
    kind: 'set-zone-endpoint',
    node: '',
    at: leaderPlace,
    parameters: { endpoint: zoneEndpointOf(snapshot.spec) },
    after: [moved],
    postcondition: [written],
  });
  const start = draft.add({
    kind: 'start-oned',
    node: drilled,
    after: [write],
    postcondition: [
      { is: 'oned-running', node: drilled },
      { is: 'serving-member', node: drilled },
    ],
  });
  add('cluster-whole', whole, [start]);
}

/** Whose oned a drill stops, undefined when a plan is none. */
export function drilledNodeOf({ way, actions }: Plan): string | undefined {
  return way === 'drill' ? actions.find(({ kind }) => kind === 'start-oned')?.node : undefined;
}
