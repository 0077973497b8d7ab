import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import type { Snapshot } from '../snapshot.ts';
import { endpointOf, type SpecNode } from '../spec.ts';
import { type Draft, present } from './draft.ts';
import { foundersOf, namesOf } from './founders.ts';
import { draftConfigureMember, draftInstantiate, draftZoneEndpoint, importParameters } from './steps.ts';

/**
 * Founding: no zone is led yet. All servers are added while index 0 runs alone, where adding needs no
 * quorum; one seed that names them all goes to every joiner at once; index 0 starts first, so that its
 * warm-up ends first and it leads (opennebula.md section 8: measured 40 s for three and for five servers).
 *
 * Each step is left out when its postcondition holds already, so the same function goes on from wherever an
 * earlier run stopped. Gives the id of the action after which the zone is led and in sync.
 */
export function draftFounding(draft: Draft, snapshot: Snapshot): string {
  const founders = foundersOf(snapshot);
  const reporting = founders.filter((node) => snapshot.state(node.name) !== undefined);
  for (const { name } of snapshot.spec.nodes) {
    if (!reporting.some((node) => node.name === name)) draft.leave(name, 'joins-once-led');
  }
  const group: Founding = { draft, snapshot, about: namesOf(founders, snapshot), reporting };
  const instantiated = new Map<string, string | undefined>();
  for (const { name } of reporting) instantiated.set(name, draftInstantiate(draft, snapshot, name, []));
  const held = holdJoiners(group, instantiated);
  const seed = seedStands(group) ? undefined : draftSeed(group, instantiated, held);
  const imports = draftImports(group, seed, held);
  const seeded = awaitSeeded(group, seed, imports);
  const first = draftStart(group, snapshot.first, seeded);
  const others = joinersOf(group).map((node) => draftStart(group, node, [first]));
  const led = draft.add({
    kind: 'await',
    purpose: 'zone-led',
    node: '',
    at: leaderPlace,
    after: [first, ...others],
    postcondition: [{ is: 'zone-led' }, { is: 'all-serving', ...namesOf(reporting, snapshot) }],
  });
  // With a server of the pool missing, nothing can prove that all are in sync.
  const whole = reporting.length === founders.length;
  return draftZoneEndpoint(draft, snapshot, '', [led], whole ? [{ is: 'zone-in-sync' }] : []);
}

/** What the steps of one founding share. */
interface Founding {
  readonly draft: Draft;
  readonly snapshot: Snapshot;
  /** The nodes that its conditions are about, where they are not the whole spec. */
  readonly about: { readonly nodes?: readonly string[] };
  /** The founders that report: only they can be asked for anything. */
  readonly reporting: readonly SpecNode[];
}

function joinersOf({ reporting, snapshot }: Founding): readonly SpecNode[] {
  return reporting.filter((node) => node !== snapshot.first);
}

/** Index 0 is held with a seed that names everybody, and nothing was written since. */
function seedStands({ snapshot, about }: Founding): boolean {
  const first = snapshot.first.name;
  const exported = { is: 'seed-exported', node: first, ...about } as const;
  return holdsIn(exported, snapshot) && holdsIn({ is: 'held', node: first }, snapshot);
}

/** Ids of the hold of each joiner that is not held yet. */
function holdJoiners(
  founding: Founding,
  instantiated: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, string> {
  const { draft, snapshot } = founding;
  const ids = new Map<string, string>();
  for (const { name } of joinersOf(founding)) {
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
  founding: Founding,
  instantiated: ReadonlyMap<string, string | undefined>,
  held: ReadonlyMap<string, string>,
): string {
  const { draft, snapshot, about } = founding;
  const first = snapshot.first.name;
  const firstHeld = { is: 'held', node: first } as const;
  const namesAll = { is: 'all-servers-in-pool', at: first, ...about } as const;
  const hold = draft.add({
    kind: 'hold-oned',
    node: first,
    after: draftPool(founding, present(instantiated.get(first))),
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
    postcondition: [{ is: 'all-held', ...about }],
  });
  return draft.add({
    kind: 'export-seed',
    node: first,
    after: [allHeld],
    precondition: [firstHeld],
    postcondition: [{ is: 'seed-exported', node: first, ...about }],
  });
}

/** Index 0 serves alone and its pool names every founder, in index order, and nobody else of the spec. */
function draftPool({ draft, snapshot, about }: Founding, after: readonly string[]): readonly string[] {
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
    if (about.nodes?.includes(node.name) === false) {
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
  { draft, snapshot }: Pick<Founding, 'draft' | 'snapshot'>,
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

/** One seed to all joiners at once. */
function draftImports(
  founding: Founding,
  seed: string | undefined,
  held: ReadonlyMap<string, string>,
): readonly string[] {
  const { draft, snapshot, about } = founding;
  const first = snapshot.first.name;
  return joinersOf(founding).flatMap(({ name }) => {
    const imported = { is: 'seed-imported', node: name } as const;
    if (seed === undefined && holdsIn(imported, snapshot)) return [];
    const id = draft.add({
      kind: 'import-seed',
      node: name,
      parameters: importParameters(draft, snapshot, name, first),
      after: seed === undefined ? present(held.get(name)) : [seed],
      precondition: [
        { is: 'held', node: name },
        { is: 'seed-exported', node: first, ...about },
      ],
      postcondition: [imported],
    });
    return [id];
  });
}

/** Index 0 waits for every import rather than for a majority, so that nobody is left behind without need. */
function awaitSeeded(
  { draft, snapshot, about }: Founding,
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
    postcondition: [{ is: 'majority-seeded', node: snapshot.first.name, ...about }],
  });
  return [gate];
}

/** Configure one node as the member that the seed's pool makes it, and start its oned. */
function draftStart({ draft, snapshot, about }: Founding, node: SpecNode, after: readonly string[]): string {
  const { name } = node;
  const first = snapshot.first.name;
  const majority = { is: 'majority-seeded', node: first, ...about } as const;
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
