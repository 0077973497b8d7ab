import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Draft, present } from './draft.ts';
import { draftConfigureMember, draftZoneEndpoint } from './steps.ts';

/**
 * Nobody leads, but some node is a member already: a founding was interrupted after its seed was spread, or
 * a formed zone has lost its quorum. A new seed is never made here, because members may hold writes that no
 * other node has; what is a member is started, what has the seed becomes one. The rest joins once the zone
 * is led. Gives the id of the action after which that is so.
 */
export function draftResuming(draft: Draft, snapshot: Snapshot): string {
  const first = snapshot.first.name;
  const firstStart = draftMemberStart(draft, snapshot, first, []);
  const others = snapshot.spec.nodes
    .slice(1)
    .map(({ name }) => draftMemberStart(draft, snapshot, name, present(firstStart)));
  const led = draft.add({
    kind: 'await',
    purpose: 'zone-led',
    node: '',
    at: leaderPlace,
    after: present(firstStart, ...others),
    postcondition: [{ is: 'zone-led' }],
  });
  return draftZoneEndpoint(draft, snapshot, '', [led], []);
}

function draftMemberStart(
  draft: Draft,
  snapshot: Snapshot,
  name: string,
  after: readonly string[],
): string | undefined {
  const node = snapshot.nodes.get(name);
  const state = snapshot.state(name);
  if (node === undefined || state === undefined) return undefined;
  const configured = { is: 'configured-member', node: name } as const;
  const running = { is: 'oned-running', node: name } as const;
  let before = after;
  if (state.guard.state !== 'member') {
    const first = snapshot.first.name;
    const isFirst = name === first;
    const seeded = isFirst
      ? ({ is: 'majority-seeded', node: first } as const)
      : ({ is: 'seed-imported', node: name } as const);
    if (!holdsIn({ is: 'held', node: name }, snapshot) || !holdsIn(seeded, snapshot)) {
      draft.leave(name, 'joins-once-led');
      return undefined;
    }
    before = [draftConfigureMember(draft, snapshot, node, after, [seeded])];
  }
  if (holdsIn(running, snapshot)) return before[0];
  return draft.add({
    kind: 'start-oned',
    node: name,
    after: before,
    precondition: [configured],
    postcondition: [running],
  });
}
