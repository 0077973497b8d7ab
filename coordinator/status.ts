import type { Condition } from '../services/domain/condition.ts';
import { holdsIn } from '../services/domain/holds.ts';
import type { Observed } from '../services/domain/observed.ts';
import { Snapshot } from '../services/domain/snapshot.ts';
import type { Spec } from '../services/domain/spec.ts';

/** What a healthy cluster is. Each node was asked separately; its word alone decides nothing. */
const health: readonly Condition[] = [
  { is: 'zone-in-sync' },
  { is: 'vip-on-leader' },
  { is: 'all-hosts-on' },
];

export function isHealthy(spec: Spec, observed: Observed): boolean {
  const snapshot = new Snapshot(spec, observed);
  return health.every((condition) => holdsIn(condition, snapshot));
}

/** The nodes that carry the virtual address on an interface: one in a healthy cluster, in spec order. */
export function vipHoldersOf(spec: Spec, observed: Observed): string[] {
  const snapshot = new Snapshot(spec, observed);
  return spec.nodes
    .map((node) => node.name)
    .filter((name) => snapshot.state(name)?.addresses.some((each) => each.address === spec.vip.address));
}
