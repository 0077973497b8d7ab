import type { NodeState } from '../observed.ts';
import type { Snapshot } from '../snapshot.ts';
import { majorityOf, type SpecNode } from '../spec.ts';
import { soleServerOf } from './sole-server.ts';

/** Fewer servers than this are no highly available zone: none of two may fail. */
const foundersMin = 3;

/**
 * The nodes that a founding is about. All of the spec, at first. Once it has begun, one that falls silent must
 * not keep the others waiting for ever:
 *
 * - while the seed of index 0 stands, those that it names: each of them was held before it was made, so a
 *   silent one cannot answer with credentials of its own when it comes back (opennebula.md, fact 1);
 * - before that, those that report: a silent one may not be held, so the pool must not name it.
 *
 * Whoever is not among them joins later.
 */
export function foundersOf(snapshot: Snapshot): readonly SpecNode[] {
  const named = namedByStandingSeed(snapshot);
  if (named !== undefined) return snapshot.spec.nodes.filter((node) => named.has(node.name));
  return snapshot.spec.nodes.filter((node) => snapshot.state(node.name) !== undefined);
}

/** Their names for a condition, absent when they are the whole spec. */
export function namesOf(
  founders: readonly SpecNode[],
  snapshot: Snapshot,
): { readonly nodes?: readonly string[] } {
  if (founders.length === snapshot.spec.nodes.length) return {};
  return { nodes: founders.map((node) => node.name) };
}

function namedByStandingSeed(snapshot: Snapshot): ReadonlySet<string> | undefined {
  const first = snapshot.state(snapshot.first.name);
  const seed = first?.seeds.exported;
  if (first === undefined || seed === undefined || seed.clusterId !== snapshot.spec.clusterId)
    return undefined;
  const stands = first.guard.state === 'held' && seed.contentDigest === first.database.contentDigest;
  const pool = snapshot.poolOf(seed.servers);
  const named = new Set(
    [...pool.entries].filter(([, servers]) => servers.length === 1).map(([node]) => node),
  );
  const enough = named.has(first.node) && named.size >= majorityOf(snapshot.spec.nodes.length);
  return stands && pool.foreign.length === 0 && enough ? named : undefined;
}

/**
 * Whether a cluster that is being formed can do without the nodes that do not report. A first formation
 * begins with everybody (design section 6, Lease and epoch); one that has begun needs index 0 and a majority.
 */
export function canDoWithoutTheSilent(snapshot: Snapshot): boolean {
  const states = [...snapshot.states()];
  const { clusterId, nodes } = snapshot.spec;
  const begun = states.some((state) => state.guard.clusterId === clusterId);
  if (!begun || snapshot.state(snapshot.first.name) === undefined) return false;
  const sole = soleServerOf(snapshot);
  // Its second server is all that such a zone waits for, and whoever else is silent joins later.
  if (sole !== undefined) return sole.second === undefined || snapshot.state(sole.second.name) !== undefined;
  const majority = majorityOf(nodes.length);
  const members = states.filter(({ guard }) => guard.state === 'member');
  if (members.length > 0) {
    // A zone that grows has fewer servers than the spec has nodes: it is led by a majority of its own.
    const servers = Math.max(...members.map(({ zone }) => zone?.servers.length ?? 0));
    const enough = servers > 0 ? majorityOf(servers) : majority;
    return states.filter(isOrWillBeMember).length >= enough;
  }
  const founders = foundersOf(snapshot);
  const present = founders.filter((node) => snapshot.state(node.name) !== undefined);
  return founders.length >= Math.max(foundersMin, majority) && present.length >= majority;
}

function isOrWillBeMember({ guard, seeds }: NodeState): boolean {
  return guard.state === 'member' || (guard.state === 'held' && seeds.imported !== undefined);
}
