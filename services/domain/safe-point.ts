import type { Action, ActionKind } from './action.ts';
import { leaderPlace } from './condition.ts';
import type { Plan } from './plan.ts';

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
 * - a joining whose server was added goes on until that server is in sync, because an entry without a server
 *   costs the zone a vote.
 */
export function neededForSafety(plan: Plan, begun: ReadonlySet<string>): (action: Action) => boolean {
  switch (plan.way) {
    case 'resume':
      return (action) => zoneKinds.includes(action.kind);
    case 'found': {
      const started = plan.actions.some((action) => begun.has(action.id) && makesMember(action));
      return (action) => started && zoneKinds.includes(action.kind);
    }
    case 'join': {
      const owner = joiningOf(plan);
      return (action) => {
        const adding = owner.get(action.id);
        return adding !== undefined && begun.has(adding);
      };
    }
    // Whoever has begun a fail-over brings the stopped server back.
    case 'drill':
      return () => begun.size > 0;
    case 'undo':
    case 'none':
      return () => false;
  }
}

/** From then on whatever starts oned there, a reboot too, starts a member. */
function makesMember(action: Action): boolean {
  return action.kind === 'configure-member';
}

/** For each action of a joining the id of the `add-zone-server` that it completes, up to the forced write. */
function joiningOf(plan: Plan): ReadonlyMap<string, string> {
  const owner = new Map<string, string>();
  const completed = new Set<string>();
  for (const action of plan.actions) {
    if (action.kind === 'add-zone-server' && action.at === leaderPlace) {
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
