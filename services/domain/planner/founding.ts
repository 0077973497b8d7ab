import { leaderPlace } from '../condition.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { endpointOf, type SpecNode } from '../spec.ts';
import { type Draft, present } from './draft.ts';
import { draftConfigureMember, draftInstantiate, draftZoneEndpoint } from './steps.ts';

/**
 * Founding: no zone is led yet. All servers are added while index 0 runs alone, where adding needs no
 * quorum; one seed that names them all goes to every joiner at once; index 0 starts first, so that its
 * warm-up ends first and it leads (opennebula.md section 8: measured 40 s for three and for five servers).
 *
 * Each step is left out when its postcondition holds already, so the same function goes on from wherever an
 * earlier run stopped. Gives the id of the action after which the zone is led and in sync.
 */
export function draftFounding(draft: Draft, snapshot: Snapshot): string {
  const instantiated = new Map<string, string | undefined>();
  for (const { name } of snapshot.spec.nodes)
    instantiated.set(name, draftInstantiate(draft, snapshot, name, []));
  const held = holdJoiners(draft, snapshot, instantiated);
  const seed = seedStands(snapshot) ? undefined : draftSeed(draft, snapshot, instantiated, held);
  const imports = draftImports(draft, snapshot, seed, held);
  const seeded = awaitSeeded(draft, snapshot, seed, imports);
  const first = draftStart(draft, snapshot, snapshot.first, seeded);
  const others = joinersOf(snapshot).map((node) => draftStart(draft, snapshot, node, [first]));
  const led = draft.add({
    kind: 'await',
    purpose: 'zone-led',
    node: '',
    at: leaderPlace,
    after: [first, ...others],
    postcondition: [{ is: 'zone-led' }, { is: 'all-serving' }],
  });
  return draftZoneEndpoint(draft, snapshot, '', [led], [{ is: 'zone-in-sync' }]);
}

function joinersOf(snapshot: Snapshot): readonly SpecNode[] {
  return snapshot.spec.nodes.slice(1);
}

/** Index 0 is held with a seed that names everybody, and nothing was written since. */
function seedStands(snapshot: Snapshot): boolean {
  const first = snapshot.first.name;
  return (
    holdsIn({ is: 'seed-exported', node: first }, snapshot) && holdsIn({ is: 'held', node: first }, snapshot)
  );
}

/** Ids of the hold of each joiner that is not held yet. */
function holdJoiners(
  draft: Draft,
  snapshot: Snapshot,
  instantiated: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { name } of joinersOf(snapshot)) {
    const held = { is: 'held', node: name } as const;
    const after = present(instantiated.get(name));
    // An instance starts oned at its end, so what was held before it is held again after it.
    if (after.length === 0 && holdsIn(held, snapshot)) continue;
    ids.set(name, draft.add({ kind: 'hold-oned', node: name, after, postcondition: [held] }));
  }
  return ids;
}

/** From wherever index 0 stands to a seed on it that names every node, with all nodes held. */
function draftSeed(
  draft: Draft,
  snapshot: Snapshot,
  instantiated: ReadonlyMap<string, string | undefined>,
  held: ReadonlyMap<string, string>,
): string {
  const first = snapshot.first.name;
  const firstHeld = { is: 'held', node: first } as const;
  const namesAll = { is: 'all-servers-in-pool', at: first } as const;
  const hold = draft.add({
    kind: 'hold-oned',
    node: first,
    after: draftPool(draft, snapshot, present(instantiated.get(first))),
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
    postcondition: [{ is: 'all-held' }],
  });
  return draft.add({
    kind: 'export-seed',
    node: first,
    after: [allHeld],
    precondition: [firstHeld],
    postcondition: [{ is: 'seed-exported', node: first }],
  });
}

/** Index 0 serves alone and its pool names every node, in index order. */
function draftPool(draft: Draft, snapshot: Snapshot, after: readonly string[]): readonly string[] {
  const first = snapshot.first.name;
  const solo = { is: 'configured-solo', node: first } as const;
  const serving = { is: 'serving-solo', node: first } as const;
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

/** One seed to all joiners at once. */
function draftImports(
  draft: Draft,
  snapshot: Snapshot,
  seed: string | undefined,
  held: ReadonlyMap<string, string>,
): readonly string[] {
  const first = snapshot.first.name;
  return joinersOf(snapshot).flatMap(({ name }) => {
    const imported = { is: 'seed-imported', node: name } as const;
    if (seed === undefined && holdsIn(imported, snapshot)) return [];
    const id = draft.add({
      kind: 'import-seed',
      node: name,
      parameters: { from: first },
      after: seed === undefined ? present(held.get(name)) : [seed],
      precondition: [
        { is: 'held', node: name },
        { is: 'seed-exported', node: first },
      ],
      postcondition: [imported],
    });
    return [id];
  });
}

/** Index 0 waits for every import rather than for a majority, so that nobody is left behind without need. */
function awaitSeeded(
  draft: Draft,
  snapshot: Snapshot,
  seed: string | undefined,
  imports: readonly string[],
): readonly string[] {
  if (imports.length === 0) return present(seed);
  const gate = draft.add({
    kind: 'await',
    purpose: 'seeded',
    node: '',
    at: snapshot.first.name,
    after: imports,
    postcondition: [{ is: 'majority-seeded', node: snapshot.first.name }],
  });
  return [gate];
}

/** Configure one node as the member that the seed's pool makes it, and start its oned. */
function draftStart(draft: Draft, snapshot: Snapshot, node: SpecNode, after: readonly string[]): string {
  const { name } = node;
  const first = snapshot.first.name;
  const majority = { is: 'majority-seeded', node: first } as const;
  const seeded = name === first ? majority : ({ is: 'seed-imported', node: name } as const);
  const configured = draftConfigureMember(draft, snapshot, node, after, [seeded]);
  return draft.add({
    kind: 'start-oned',
    node: name,
    after: [configured],
    precondition: [
      { is: 'configured-member', node: name },
      name === first ? majority : { is: 'oned-running', node: first },
    ],
    postcondition: [{ is: 'oned-running', node: name }],
  });
}
