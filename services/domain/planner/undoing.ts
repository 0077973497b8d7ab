import { entriesOfOurs, holdsIn } from '../holds.ts';
import type { NodeState } from '../observed.ts';
import type { Snapshot } from '../snapshot.ts';
import { endpointOf, type SpecNode } from '../spec.ts';
import { type Draft, present } from './draft.ts';

/**
 * The way back from a founding whose zone never started. Index 0 takes our entries out of its pool while it
 * serves alone, where removing needs no quorum; then each server that the founding has touched gets back what
 * it had, and starts again by itself. The nodes do not wait for each other.
 *
 * Each step is left out when its postcondition holds already. A stopped oned does not show its pool, so an
 * index 0 that is held is started once more to look, whatever was removed before.
 */
export function draftUndoing(draft: Draft, snapshot: Snapshot): void {
  const touched = snapshot.spec.nodes.filter(({ name }) => isTouched(snapshot.state(name), snapshot));
  const first = touched.includes(snapshot.first) ? draftEmptyPool(draft, snapshot) : undefined;
  const restored = new Map<string, string>();
  for (const { name } of touched) {
    const held =
      name === snapshot.first.name && first !== undefined ? first : draftHold(draft, snapshot, name);
    const restore = draft.add({
      kind: 'restore-server',
      node: name,
      after: present(held),
      precondition: [{ is: 'held', node: name }],
      postcondition: [{ is: 'as-before', node: name }],
    });
    restored.set(name, restore);
  }
  for (const { name } of snapshot.spec.nodes) draftStartAlone(draft, snapshot, name, restored.get(name));
}

/** The guard is of this cluster, or a seed of this cluster is recorded although the guard was freed by hand. */
function isTouched(state: NodeState | undefined, snapshot: Snapshot): boolean {
  if (state === undefined || !mayBeUndone(state, snapshot)) return false;
  return !holdsIn({ is: 'as-before', node: state.node }, snapshot);
}

/** Neither of another cluster nor with an identity file that cannot be read. */
export function mayBeUndone({ guard }: NodeState, snapshot: Snapshot): boolean {
  if (guard.state === 'unreadable') return false;
  return guard.state === 'free' || guard.clusterId === snapshot.spec.clusterId;
}

/**
 * Index 0 serves alone, removes what we entered, the last one first, and is held. Gives the id of the hold;
 * undefined where `instance` was never finished, for there was no pool to enter anything in.
 */
function draftEmptyPool(draft: Draft, snapshot: Snapshot): string | undefined {
  const first = snapshot.first.name;
  const serving = { is: 'serving-solo', node: first } as const;
  const empty = { is: 'no-entries-of-ours', at: first } as const;
  if (!holdsIn({ is: 'instantiated', node: first }, snapshot)) return undefined;
  let before = holdsIn(serving, snapshot) ? [] : draftServeAlone(draft, snapshot);
  if (!holdsIn(empty, snapshot)) {
    for (const node of snapshot.spec.nodes.toReversed()) {
      before = draftRemovals(draft, snapshot, node, before);
    }
  }
  return draft.add({
    kind: 'hold-oned',
    node: first,
    after: before,
    precondition: [serving, empty],
    postcondition: [{ is: 'held', node: first }],
  });
}

function draftServeAlone(draft: Draft, snapshot: Snapshot): string[] {
  const first = snapshot.first.name;
  const solo = { is: 'configured-solo', node: first } as const;
  const configured = holdsIn(solo, snapshot)
    ? undefined
    : draft.add({ kind: 'configure-solo', node: first, after: [], postcondition: [solo] });
  const start = draft.add({
    kind: 'start-oned',
    purpose: 'solo',
    node: first,
    after: present(configured),
    precondition: [solo],
    postcondition: [{ is: 'serving-solo', node: first }],
  });
  return [start];
}

/** One removal for each entry that is seen, and one where the pool cannot be seen yet. */
function draftRemovals(draft: Draft, snapshot: Snapshot, node: SpecNode, after: readonly string[]): string[] {
  const first = snapshot.first.name;
  const entries = entriesOfOurs(snapshot.state(first), node.name, snapshot)?.length ?? 1;
  let before = [...after];
  for (let left = entries - 1; left >= 0; left -= 1) {
    const remove = draft.add({
      kind: 'remove-zone-server',
      ...(left > 0 ? { purpose: `duplicate-${left}` } : {}),
      node: node.name,
      at: first,
      parameters: { name: node.fqdn, endpoint: endpointOf(node) },
      after: before,
      precondition: [{ is: 'serving-solo', node: first }],
      postcondition: [{ is: 'entries-at-most', node: node.name, count: left, at: first }],
    });
    before = [remove];
  }
  return before;
}

function draftHold(draft: Draft, snapshot: Snapshot, node: string): string | undefined {
  const held = { is: 'held', node } as const;
  if (holdsIn(held, snapshot)) return undefined;
  return draft.add({ kind: 'hold-oned', node, after: [], postcondition: [held] });
}

/**
 * A server that `instance` was finished on runs by itself, so it is started wherever it is found stopped:
 * nothing tells any more that an earlier undo has stopped it. One whose oned.conf had a server id before us is
 * left stopped, because it would stand for election.
 */
function draftStartAlone(draft: Draft, snapshot: Snapshot, node: string, restored: string | undefined): void {
  const state = snapshot.state(node);
  if (state === undefined || !mayBeUndone(state, snapshot) || state.instance.status !== 'done') return;
  const serving = { is: 'serving-solo', node } as const;
  const alone = { is: 'configured-alone', node } as const;
  if (restored === undefined && holdsIn(serving, snapshot)) return;
  if (!holdsIn(alone, snapshot)) {
    draft.leave(node, 'not-alone-before');
    return;
  }
  draft.add({
    kind: 'start-oned',
    node,
    after: present(restored),
    precondition: [{ is: 'as-before', node }, alone],
    postcondition: [serving],
  });
}
