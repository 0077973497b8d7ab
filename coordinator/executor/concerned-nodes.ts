import type { Condition } from '../../services/domain/condition.ts';
import { isLifeCondition } from '../../services/domain/life-condition.ts';
import { leaderPlace } from '../../services/domain/place.ts';
import { isStorageCondition } from '../../services/domain/storage/storage-condition.ts';

/** Whom to ask before conditions are decided. Asking one agent instead of all keeps waiting cheap. */
export interface Concerned {
  /** The nodes whose reports change the verdict while something is under way; undefined means all. */
  readonly nodes: readonly string[] | undefined;
  /** Whether these reports decide alone. If not, a verdict counts only after a look at every node. */
  readonly decisive: boolean;
}

/** The node that a condition is about, and whether it takes more to decide it (who leads, what others have). */
function subjectOf(condition: Condition): { node: string; decisive: boolean } | undefined {
  // What the verbs of a cluster's life ask is about the zone, or about what several nodes say.
  // So is what the storage is judged by.
  if (isLifeCondition(condition) || isStorageCondition(condition)) return undefined;
  switch (condition.is) {
    case 'instantiated':
    case 'held':
    case 'stopped':
    case 'configured-solo':
    case 'serving-solo':
    case 'oned-running':
    case 'ready-for-second':
    case 'reconfigured':
    case 'as-before':
    case 'configured-alone':
      return { node: condition.node, decisive: true };
    case 'seed-imported':
    case 'configured-member':
    case 'serving-member':
    case 'peer-ssh-configured':
      return { node: condition.node, decisive: false };
    case 'seed-exported':
      return condition.node === leaderPlace ? undefined : { node: condition.node, decisive: true };
    case 'server-in-pool':
    case 'server-not-in-pool':
    case 'entries-at-most':
    case 'no-entries-of-ours':
    case 'all-servers-in-pool':
      return condition.at === leaderPlace ? undefined : { node: condition.at, decisive: true };
    case 'all-held':
    case 'majority-seeded':
    case 'all-serving':
    case 'zone-led':
    case 'led-by-another':
    case 'written-in-term':
    case 'contents-equal':
    case 'zone-in-sync':
    case 'zone-endpoint-set':
    case 'vip-on-leader':
    case 'host-added':
    case 'host-on':
    case 'all-hosts-on':
      return undefined;
  }
}

export function concernedNodes(conditions: readonly Condition[]): Concerned {
  const nodes = new Set<string>();
  let decisive = true;
  for (const condition of conditions) {
    const subject = subjectOf(condition);
    if (subject === undefined) return { nodes: undefined, decisive: true };
    nodes.add(subject.node);
    decisive &&= subject.decisive;
  }
  return { nodes: [...nodes], decisive };
}
