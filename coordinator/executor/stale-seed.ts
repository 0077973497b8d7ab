import type { Action } from '../../services/domain/action.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';
import type { Snapshot } from '../../services/domain/snapshot.ts';
import { nodeAt } from './command-for.ts';

/**
 * Whether the seed that an action of a joining finds there is one of an earlier run. It satisfies the
 * postcondition when the node was removed and comes back under the same id, which OpenNebula gives again; but
 * whoever joins a live zone gets a backup that was made after it was added, never an old one.
 */
export function seedIsStale(action: Action, runId: string, snapshot: Snapshot): boolean {
  const seed = seedFoundBy(action, snapshot);
  return seed !== undefined && seed.runId !== runId;
}

function seedFoundBy(action: Action, snapshot: Snapshot): SeedManifest | undefined {
  if (action.kind === 'export-seed' && isForJoiner(action.postcondition))
    return snapshot.state(nodeAt(action.at, snapshot) ?? '')?.seeds.exported;
  if (action.kind === 'import-seed' && isForJoiner(action.precondition))
    return snapshot.state(action.node)?.seeds.imported;
  return undefined;
}

/** The seed of a founding is for nobody in particular; that of a joining names its node. */
function isForJoiner(conditions: Action['precondition']): boolean {
  return conditions.some((each) => each.is === 'seed-exported' && each.for !== undefined);
}
