import type { Action } from '../../services/domain/action.ts';
import type { Snapshot } from '../../services/domain/snapshot.ts';
import { nodeAt } from './command-for.ts';

/**
 * Whether the seed that an action of a joining finds there is one of an earlier run. It satisfies the
 * postcondition when the node was removed and comes back under the same id, which OpenNebula gives again; but
 * whoever joins a live zone gets a backup that was made after it was added, never an old one.
 */
export function seedIsStale(action: Action, runId: string, snapshot: Snapshot): boolean {
  switch (action.kind) {
    case 'export-seed': {
      if (!isForJoiner(action.postcondition)) return false;
      const seed = snapshot.state(nodeAt(action.at, snapshot) ?? '')?.seeds.exported;
      return seed !== undefined && seed.runId !== runId;
    }
    case 'import-seed': {
      if (!isForJoiner(action.precondition)) return false;
      const seed = snapshot.state(action.node)?.seeds.imported;
      return seed !== undefined && seed.runId !== runId;
    }
    default:
      return false;
  }
}

/** The seed of a founding is for nobody in particular; that of a joining names its node. */
function isForJoiner(conditions: Action['precondition']): boolean {
  return conditions.some((each) => each.is === 'seed-exported' && each.for !== undefined);
}
