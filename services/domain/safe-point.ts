import type { Action, ActionKind } from './action.ts';
import type { Plan } from './plan.ts';
import { isStorageCondition } from './storage/storage-condition.ts';

/** What makes a zone of members whole once the first of them has started; hosts and the rest can wait. */
const zoneKinds: readonly ActionKind[] = ['configure-member', 'start-oned', 'await', 'set-zone-endpoint'];

/**
 * What a run that is asked to stop still has to do before it may (design section 6, Abort). Given the ids of
 * the actions that have begun, it tells for each further action whether it is needed to reach the next safe
 * point:
 *
 * - before the first member is configured nothing is needed, for all of it can be taken back;
 * - a founding that has made a member goes on until the zone is led and in sync, because a lone member leads
 *   nothing; so does a resuming, which finds members;
 * - one by one, index 0 that was made a member goes on until it leads, and a second server that was added until it
 *   serves: until then the zone writes nothing;
 * - a node that leaves and is stopped already goes on until the zone does not count on it any more;
 * - a server that was stopped to be changed (a rollout, a repair) comes back into the zone;
 * - a joining whose server was added goes on until that server is in sync, because an entry without a server
 *   costs the zone a vote.
 */
export function neededForSafety(plan: Plan, begun: ReadonlySet<string>): (action: Action) => boolean {
  // A brick that was stopped comes back, and what it missed is waited for: only then is nothing left of it.
  if (plan.way === 'drill-storage') return () => begun.size > 0;
  const needed = neededForZone(plan, begun);
  return (action) => !awaitsStorage(action) && needed(action);
}

/** Copies go on being made whether anybody waits for them or not. */
function awaitsStorage({ kind, postcondition }: Action): boolean {
  return kind === 'await' && postcondition.every(isStorageCondition);
}

function neededForZone(plan: Plan, begun: ReadonlySet<string>): (action: Action) => boolean {
  switch (plan.way) {
    case 'resume':
      return (action) => zoneKinds.includes(action.kind);
    case 'found': {
      const started = plan.actions.some((action) => begun.has(action.id) && makesMember(action));
      return (action) => started && zoneKinds.includes(action.kind);
    }
    case 'one-by-one':
      return neededOneByOne(plan, begun);
    case 'join': {
      const owner = joiningOf(plan);
      return (action) => {
        const adding = owner.get(action.id);
        return adding !== undefined && begun.has(adding);
      };
    }
    case 'depart': {
      const leaves = leavingOf(plan);
      const joins = joiningOf(plan);
      return (action) => {
        const cause = leaves.get(action.id) ?? joins.get(action.id);
        return cause !== undefined && begun.has(cause);
      };
    }
    case 'reconfigure': {
      const returns = returnsOf(plan);
      return (action) => {
        const stop = returns.get(action.id);
        return stop !== undefined && begun.has(stop);
      };
    }
    case 'repair': {
      const returns = returnsOf(plan);
      return (action) => {
        const hold = returns.get(action.id);
        return hold !== undefined && begun.has(hold);
      };
    }
    // Whoever has begun a fail-over brings the stopped server back.
    case 'drill':
    case 'drill-storage':
      return () => begun.size > 0;
    case 'undo':
    case 'instantiate':
    case 'adopt':
    case 'none':
      return () => false;
  }
}

/** A founding adds its servers while index 0 serves alone, which commits nobody to anything. */
function entersLiveZone({ precondition }: Action): boolean {
  return precondition.some((each) => each.is === 'zone-in-sync');
}

function neededOneByOne(plan: Plan, begun: ReadonlySet<string>): (action: Action) => boolean {
  const owner = joiningOf(plan);
  const first = plan.actions.find(({ id }) => id === 'await/ready-for-second')?.at ?? '';
  const becomes = plan.actions.find((action) => makesMember(action) && action.node === first);
  const started = becomes === undefined || begun.has(becomes.id);
  const named = becomes === undefined ? untilSecondServes(plan) : new Set<string>();
  return (action) => {
    const adding = owner.get(action.id);
    if (adding !== undefined) return begun.has(adding);
    const alone = action.at === first && zoneKinds.includes(action.kind);
    return named.has(action.id) || (started && alone);
  };
}

/** All that leads to the first forced write, when its server was added by an earlier run. */
function untilSecondServes({ actions }: Plan): ReadonlySet<string> {
  const end = actions.findIndex(({ kind }) => kind === 'set-zone-endpoint');
  const until = actions.slice(0, end + 1);
  return new Set(until.some(({ kind }) => kind === 'add-zone-server') ? [] : until.map(({ id }) => id));
}

/** From then on whatever starts oned there, a reboot too, starts a member. */
function makesMember(action: Action): boolean {
  return action.kind === 'configure-member';
}

/** For the removal of each node's server the hold before it. */
function leavingOf(plan: Plan): ReadonlyMap<string, string> {
  const holds = new Map<string, string>();
  const owner = new Map<string, string>();
  for (const { id, kind, node } of plan.actions) {
    const removes = kind === 'remove-zone-server';
    if (kind === 'hold-oned' && !holds.has(node)) holds.set(node, id);
    const hold = holds.get(node);
    if (removes && hold !== undefined) owner.set(id, hold);
  }
  return owner;
}

/** For each action that brings a stopped node back the one that has stopped it. */
function returnsOf(plan: Plan): ReadonlyMap<string, string> {
  const stops = new Map<string, string>();
  const owner = new Map<string, string>();
  for (const { id, kind, node, after } of plan.actions) {
    if (kind === 'stop-oned' || kind === 'hold-oned') {
      stops.set(node, id);
      continue;
    }
    // The seed of a repair is made by the leader for the node that was held before.
    const stop = stops.get(node) ?? after.map((each) => stopOr(each, stops, owner)).find(Boolean);
    if (stop !== undefined && kind !== 'reconfigure') owner.set(id, stop);
  }
  return owner;
}

function stopOr(
  id: string,
  stops: ReadonlyMap<string, string>,
  owner: ReadonlyMap<string, string>,
): string | undefined {
  return [...stops.values()].includes(id) ? id : owner.get(id);
}

/** For each action of a joining the id of the `add-zone-server` that it completes, up to the forced write. */
function joiningOf(plan: Plan): ReadonlyMap<string, string> {
  const owner = new Map<string, string>();
  const completed = new Set<string>();
  for (const action of plan.actions) {
    if (action.kind === 'add-zone-server' && entersLiveZone(action)) {
      owner.set(action.id, action.id);
      continue;
    }
    const adding = action.after.map((id) => (completed.has(id) ? undefined : owner.get(id))).find(Boolean);
    if (adding === undefined) continue;
    owner.set(action.id, adding);
    if (action.kind === 'set-zone-endpoint') completed.add(action.id);
  }
  return owner;
}
