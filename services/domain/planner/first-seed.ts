import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { endpointOf, type SpecNode } from '../spec.ts';
import { type Draft, present } from './draft.ts';
import { draftInstantiate } from './steps.ts';

/** The nodes that a condition is about, where they are not the whole spec. */
export interface About {
  readonly nodes?: readonly string[];
}

/** What the steps of a formation share, until its first member starts. */
export interface Formation {
  readonly draft: Draft;
  readonly snapshot: Snapshot;
  /** Whom the pool and the seed name: all founders, or index 0 alone where servers join one by one. */
  readonly about: About;
  /** Whose oned is held before the seed is made. */
  readonly held: About;
  /** Those of them that report: only they can be asked for anything. */
  readonly reporting: readonly SpecNode[];
}

/** The seed of index 0, and the holds of the others that were drafted for it. */
export interface FirstSeed {
  /** The action that makes it; undefined when it stands already. */
  readonly seed: string | undefined;
  readonly holds: ReadonlyMap<string, string>;
}

/**
 * From wherever the nodes stand to a seed on index 0 that names whom it should, with everybody held. It is made
 * whatever way is taken then: the last copy of what index 0 held before there was high availability.
 */
export function draftFirstSeed(formation: Formation): FirstSeed {
  const { draft, snapshot, reporting } = formation;
  const instantiated = new Map<string, string | undefined>();
  for (const { name } of reporting) instantiated.set(name, draftInstantiate(draft, snapshot, name, []));
  const holds = holdJoiners(formation, instantiated);
  const seed = seedStands(formation) ? undefined : draftSeed(formation, instantiated, holds);
  return { seed, holds };
}

export function joinersOf({ reporting, snapshot }: Formation): readonly SpecNode[] {
  return reporting.filter((node) => node !== snapshot.first);
}

/** Index 0 is held with the seed that is wanted, and nothing was written since. */
function seedStands({ snapshot, about }: Formation): boolean {
  const first = snapshot.first.name;
  const exported = { is: 'seed-exported', node: first, ...about } as const;
  return holdsIn(exported, snapshot) && holdsIn({ is: 'held', node: first }, snapshot);
}

/** Ids of the hold of each joiner that is not held yet. */
function holdJoiners(
  formation: Formation,
  instantiated: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, string> {
  const { draft, snapshot } = formation;
  const ids = new Map<string, string>();
  for (const { name } of joinersOf(formation)) {
    const held = { is: 'held', node: name } as const;
    const after = present(instantiated.get(name));
    // An instance starts oned at its end, so what was held before it is held again after it.
    if (after.length === 0 && holdsIn(held, snapshot)) continue;
    ids.set(name, draft.add({ kind: 'hold-oned', node: name, after, postcondition: [held] }));
  }
  return ids;
}

function draftSeed(
  formation: Formation,
  instantiated: ReadonlyMap<string, string | undefined>,
  held: ReadonlyMap<string, string>,
): string {
  const { draft, snapshot, about } = formation;
  const first = snapshot.first.name;
  const firstHeld = { is: 'held', node: first } as const;
  const namesAll = { is: 'all-servers-in-pool', at: first, ...about } as const;
  const hold = draft.add({
    kind: 'hold-oned',
    node: first,
    after: draftPool(formation, present(instantiated.get(first))),
    precondition: [{ is: 'serving-solo', node: first }, namesAll],
    postcondition: [firstHeld],
  });
  // The thirteenth fact: whatever still runs from an earlier formation wrecks the new one.
  const allHeld = draft.add({
    kind: 'await',
    purpose: 'all-held',
    node: '',
    at: first,
    after: [hold, ...held.values()],
    postcondition: [{ is: 'all-held', ...formation.held }],
  });
  return draft.add({
    kind: 'export-seed',
    node: first,
    after: [allHeld],
    precondition: [firstHeld],
    postcondition: [{ is: 'seed-exported', node: first, ...about }],
  });
}

/** Index 0 serves alone and its pool names everybody it should, in index order, and nobody else of the spec. */
function draftPool({ draft, snapshot, about }: Formation, after: readonly string[]): readonly string[] {
  const first = snapshot.first.name;
  const solo = { is: 'configured-solo', node: first } as const;
  const serving = { is: 'serving-solo', node: first } as const;
  const isSeen = snapshot.state(first)?.zone !== undefined;
  let before = after;
  if (after.length > 0 || !holdsIn(solo, snapshot)) {
    before = [draft.add({ kind: 'configure-solo', node: first, after: before, postcondition: [solo] })];
  }
  if (after.length > 0 || !holdsIn(serving, snapshot)) {
    const start = { kind: 'start-oned', purpose: 'solo', node: first, after: before } as const;
    before = [draft.add({ ...start, precondition: [solo], postcondition: [serving] })];
  }
  for (const node of snapshot.spec.nodes) {
    const added = { is: 'server-in-pool', node: node.name, at: first } as const;
    if (about.nodes?.includes(node.name) === false) {
      // A stopped oned does not show its pool: whoever is silent may be named there, and must not be.
      if (!isSeen && snapshot.state(node.name) !== undefined) continue;
      before = draftRemoval({ draft, snapshot }, node, before);
      continue;
    }
    if (holdsIn(added, snapshot)) continue;
    const add = draft.add({
      kind: 'add-zone-server',
      node: node.name,
      at: first,
      parameters: { name: node.fqdn, endpoint: endpointOf(node) },
      after: before,
      precondition: [serving, { is: 'server-not-in-pool', node: node.name, at: first }],
      postcondition: [added],
    });
    before = [add];
  }
  return before;
}

/** A node that fell silent before it was known to be held must not be in the pool of a zone that starts. */
function draftRemoval(
  { draft, snapshot }: Pick<Formation, 'draft' | 'snapshot'>,
  node: SpecNode,
  after: readonly string[],
): readonly string[] {
  const first = snapshot.first.name;
  const removed = { is: 'server-not-in-pool', node: node.name, at: first } as const;
  if (holdsIn(removed, snapshot)) return after;
  const remove = draft.add({
    kind: 'remove-zone-server',
    node: node.name,
    at: first,
    parameters: { name: node.fqdn, endpoint: endpointOf(node) },
    after,
    precondition: [{ is: 'serving-solo', node: first }],
    postcondition: [removed],
  });
  return [remove];
}
