import type { Intent } from '../intent.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Draft, present } from './draft.ts';
import { draftInstantiate } from './steps.ts';

/** `instance` where it was never finished: such a node is no voter yet, so that nothing is taken from the zone. */
export function draftInstantiating(
  draft: Draft,
  snapshot: Snapshot,
  { nodes, parallel }: Extract<Intent, { verb: 'instantiate' }>,
): void {
  let last: string | undefined;
  for (const { name } of snapshot.spec.nodes) {
    if (snapshot.state(name) === undefined || (nodes.length > 0 && !nodes.includes(name))) continue;
    const added = draftInstantiate(draft, snapshot, name, parallel ? [] : present(last));
    if (added === undefined) draft.leave(name, 'instantiated-before');
    last = added ?? last;
  }
}
