import type { LifeCondition } from './life-condition.ts';
import type { Place } from './place.ts';
import type { StorageCondition } from './storage/storage-condition.ts';

/**
 * A statement about the cluster that can be checked against a snapshot: the pre- and postconditions of
 * actions. They are data, so that they can be hashed, written into a plan file and shown; `holds.ts` decides
 * them. They name nodes by their spec name and never carry ids, terms or indices that only a run can know.
 */
export type Condition =
  | LifeCondition
  | StorageCondition
  /** `instance` was finished on the node (config.eol.bak exists). */
  | { readonly is: 'instantiated'; readonly node: string }
  /** oned is stopped, its guard says held and nothing answers at its endpoint. */
  | { readonly is: 'held'; readonly node: string }
  /** The same of `nodes`, or of every node of the spec (opennebula.md, the thirteenth fact). */
  | { readonly is: 'all-held'; readonly nodes?: readonly string[] }
  /** oned is stopped, whatever the guard says. */
  | { readonly is: 'stopped'; readonly node: string }
  /** The guard says solo and oned.conf agrees. */
  | { readonly is: 'configured-solo'; readonly node: string }
  /** oned answers and says solo. */
  | { readonly is: 'serving-solo'; readonly node: string }
  /** The pool that `at` sees has exactly one server of `node`. */
  | { readonly is: 'server-in-pool'; readonly node: string; readonly at: Place }
  | { readonly is: 'server-not-in-pool'; readonly node: string; readonly at: Place }
  /** The pool that `at` sees has no more than `count` entries of `node` that a founding of ours made. */
  | { readonly is: 'entries-at-most'; readonly node: string; readonly count: number; readonly at: Place }
  /** The same with none, of any node of the spec. */
  | { readonly is: 'no-entries-of-ours'; readonly at: Place }
  /** The pool that `at` sees names each of `nodes`, or of the spec, once, and nobody else. */
  | { readonly is: 'all-servers-in-pool'; readonly at: Place; readonly nodes?: readonly string[] }
  /**
   * `node` has exported a seed whose pool names exactly `nodes`, or all nodes of the spec, or has the one node
   * it is `for`. While the exporting oned is stopped, nothing was written since (seed rule).
   */
  | {
      readonly is: 'seed-exported';
      readonly node: Place;
      readonly for?: string;
      readonly nodes?: readonly string[];
    }
  /** `node` has restored a seed that names it; in a founding it is the one index 0 has exported. */
  | { readonly is: 'seed-imported'; readonly node: string }
  /** The guard says member with the id that the pool gives to the node's endpoint, and oned.conf agrees. */
  | { readonly is: 'configured-member'; readonly node: string }
  /** Enough nodes for a majority, `node` included, have the seed in place (seed rule). */
  | { readonly is: 'majority-seeded'; readonly node: string; readonly nodes?: readonly string[] }
  | { readonly is: 'oned-running'; readonly node: string }
  /** It leads a zone of its own, or the second server of its zone is all that it waits for (fact 7). */
  | { readonly is: 'ready-for-second'; readonly node: string }
  /** The node's oned answers as follower or leader with the id that the pool gives it. */
  | { readonly is: 'serving-member'; readonly node: string }
  /** The same of `nodes`, or of every node of the spec. */
  | { readonly is: 'all-serving'; readonly nodes?: readonly string[] }
  /** One leader of the highest term, seen by a majority of the pool at that term (fact 9). */
  | { readonly is: 'zone-led' }
  /** Led, and by another node than this one. */
  | { readonly is: 'led-by-another'; readonly node: string }
  /** The leader has committed a record of its own term: a write has succeeded since its election. */
  | { readonly is: 'written-in-term' }
  /** Every serving server's database holds what the leader's does. */
  | { readonly is: 'contents-equal' }
  /** Led, and every server of the pool serves, has the leader's term and log, and sees the same pool. */
  | { readonly is: 'zone-in-sync' }
  /** The zone's own endpoint is the virtual address, as every serving node sees it. */
  | { readonly is: 'zone-endpoint-set' }
  /** The virtual address stands on the leader and nowhere else. */
  | { readonly is: 'vip-on-leader' }
  /** The node knows the host keys and oneadmin keys of all the nodes of the spec that report. */
  | { readonly is: 'peer-ssh-configured'; readonly node: string }
  | { readonly is: 'host-added'; readonly node: string }
  | { readonly is: 'host-on'; readonly node: string }
  /** Our reconfigure was done for the membership the node has now. */
  | { readonly is: 'reconfigured'; readonly node: string }
  /** The guard is free and no seed of this cluster is recorded: nothing of a founding is left here. */
  | { readonly is: 'as-before'; readonly node: string }
  /** oned.conf makes a server that runs alone, whatever the guard says. */
  | { readonly is: 'configured-alone'; readonly node: string }
  /** Every host of the spec is on. */
  | { readonly is: 'all-hosts-on' };

export type ConditionKind = Condition['is'];

/** Those that hold or not by what one node says of itself: while it is silent they cannot hold. */
const ofOneNode = [
  'instantiated',
  'held',
  'stopped',
  'configured-solo',
  'serving-solo',
  'seed-imported',
  'configured-member',
  'oned-running',
  'serving-member',
  'peer-ssh-configured',
  'reconfigured',
  'as-before',
  'configured-alone',
  'ready-for-second',
] as const satisfies readonly ConditionKind[];

export type NodeCondition = Extract<Condition, { readonly is: (typeof ofOneNode)[number] }>;

export function isNodeCondition(condition: Condition): condition is NodeCondition {
  return ofOneNode.some((kind) => kind === condition.is);
}
