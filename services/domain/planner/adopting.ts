import { isAdoptable } from '../drifted-keys.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Draft } from './draft.ts';

/**
 * Takes a running zone over without touching it: each server's guard learns which server it is, by what its own
 * oned.conf says now. What we would have set up otherwise shows in the next plan.
 */
export function draftAdopting(draft: Draft, snapshot: Snapshot): void {
  if (snapshot.leader === undefined) {
    draft.find({ code: 'HAPY-E563', severity: 'error', node: '', parameters: {} });
    return;
  }
  for (const { name } of snapshot.spec.nodes) {
    const state = snapshot.state(name);
    const adopted = { is: 'adopted', node: name } as const;
    if (state === undefined || holdsIn(adopted, snapshot)) continue;
    if (!isAdoptable(state, snapshot)) {
      draft.leave(name, 'not-adoptable');
      continue;
    }
    draft.add({
      kind: 'adopt-server',
      node: name,
      parameters: { vip: snapshot.spec.vip.address },
      after: [],
      precondition: [{ is: 'serving-member', node: name }],
      postcondition: [adopted],
    });
  }
}
