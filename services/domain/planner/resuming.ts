import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import { electedWithinMs } from '../election-timeouts.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Draft, present } from './draft.ts';
import { draftConfigureMember, draftFirstRunning, draftZoneEndpoint, memberToStart } from './steps.ts';

/**
 * Nobody leads, but some node is a member already: a founding was interrupted after its seed was spread, or
 * a formed zone has lost its quorum. A new seed is never made here, because members may hold writes that no
 * other node has; what is a member is started, what has the seed becomes one. The rest joins once the zone
 * is led. Gives the id of the action after which that is so.
 */
export function draftResuming(draft: Draft, snapshot: Snapshot): string {
  const first = snapshot.first.name;
  const firstStart = draftMemberStart(draft, snapshot, first, []);
  const running =
    firstStart.started === undefined ? [] : [draftFirstRunning(draft, snapshot, firstStart.configured)];
  const others = snapshot.spec.nodes
    .slice(1)
    .map(({ name }) => draftMemberStart(draft, snapshot, name, running).started);
  const led = draft.add({
    kind: 'await',
    purpose: 'zone-led',
    node: '',
    at: leaderPlace,
    after: present(firstStart.started, ...others),
    postcondition: [{ is: 'zone-led' }],
    deadlineMs: electedWithinMs(snapshot),
  });
  return draftZoneEndpoint(draft, snapshot, '', [led], []);
}

interface MemberStart {
  /** What makes it a member; nothing when it is one. */
  readonly configured: readonly string[];
  /** What has started its oned; undefined when it runs, or cannot be a member yet. */
  readonly started: string | undefined;
}

function draftMemberStart(
  draft: Draft,
  snapshot: Snapshot,
  name: string,
  after: readonly string[],
): MemberStart {
  const node = snapshot.nodes.get(name);
  const state = snapshot.state(name);
  if (node === undefined || state === undefined) return { configured: [], started: undefined };
  const running = { is: 'oned-running', node: name } as const;
  let configured = after;
  if (state.guard.state !== 'member') {
    const first = snapshot.first.name;
    const isFirst = name === first;
    const seeded = isFirst
      ? ({ is: 'majority-seeded', node: first } as const)
      : ({ is: 'seed-imported', node: name } as const);
    if (!holdsIn({ is: 'held', node: name }, snapshot) || !holdsIn(seeded, snapshot)) {
      draft.leave(name, 'joins-once-led');
      return { configured: [], started: undefined };
    }
    configured = [draftConfigureMember(draft, snapshot, node, after, [seeded])];
  }
  if (holdsIn(running, snapshot)) return { configured, started: configured[0] };
  const started = draft.add({
    kind: 'start-oned',
    node: name,
    after: configured,
    precondition: memberToStart(name, snapshot),
    postcondition: [running],
  });
  return { configured, started };
}
