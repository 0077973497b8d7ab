import { type Condition, isNodeCondition } from './condition.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The nodes without whose own report a condition cannot hold, so that waiting for it while one of them is
 * silent is waiting for that node. What others report as well (a host, the pool) needs nobody in particular.
 */
export function neededNodes(condition: Condition, snapshot: Snapshot): readonly string[] {
  if (isNodeCondition(condition)) return [condition.node];
  if (condition.is === 'all-held' || condition.is === 'all-serving')
    return condition.nodes ?? snapshot.spec.nodes.map((node) => node.name);
  if (condition.is !== 'zone-in-sync') return [];
  const zone = snapshot.leaderZone;
  return zone === undefined ? [] : [...snapshot.pool(zone).entries.keys()];
}
