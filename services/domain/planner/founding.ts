import { leaderPlace } from '../place.ts';
import { holdsIn } from '../holds.ts';
import { electedWithinMs } from '../election-timeouts.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SpecNode } from '../spec.ts';
import { type Draft, present } from './draft.ts';
import { draftFirstSeed, type Formation, joinersOf } from './first-seed.ts';
import { foundersOf, namesOf } from './founders.ts';
import { draftConfigureMember, draftFirstRunning, draftZoneEndpoint, importParameters } from './steps.ts';

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
  const reportingNames = new Set(reporting.map(({ name }) => name));
  for (const { name } of snapshot.spec.nodes) {
    if (!reportingNames.has(name)) draft.leave(name, 'joins-once-led');
  }
  const about = namesOf(founders, snapshot);
  const group: Formation = { draft, snapshot, about, held: about, reporting };
  const { seed, holds } = draftFirstSeed(group);
  const imports = draftImports(group, seed, holds);
  const seeded = awaitSeeded(group, seed, imports);
  const first = draftStart(group, snapshot.first, seeded);
  const running = draftFirstRunning(draft, snapshot, [first.configured]);
  const others = joinersOf(group).map((node) => draftStart(group, node, [running]).started);
  const led = draft.add({
    kind: 'await',
    purpose: 'zone-led',
    node: '',
    at: leaderPlace,
    after: [first.started, ...others],
    postcondition: [{ is: 'zone-led' }, { is: 'all-serving', ...namesOf(reporting, snapshot) }],
    deadlineMs: electedWithinMs(snapshot),
  });
  // With a server of the pool missing, nothing can prove that all are in sync.
  const whole = reporting.length === founders.length;
  return draftZoneEndpoint(draft, snapshot, '', [led], whole ? [{ is: 'zone-in-sync' }] : []);
}

/** One seed to all joiners at once. */
function draftImports(
  formation: Formation,
  seed: string | undefined,
  held: ReadonlyMap<string, string>,
): readonly string[] {
  const { draft, snapshot, about } = formation;
  const first = snapshot.first.name;
  return joinersOf(formation).flatMap(({ name }) => {
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
  { draft, snapshot, about }: Formation,
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

interface MemberStart {
  readonly configured: string;
  readonly started: string;
}

/** Configure one node as the member that the seed's pool makes it, and start its oned. */
function draftStart(
  { draft, snapshot, about }: Formation,
  node: SpecNode,
  after: readonly string[],
): MemberStart {
  const { name } = node;
  const first = snapshot.first.name;
  const majority = { is: 'majority-seeded', node: first, ...about } as const;
  const seeded = name === first ? majority : ({ is: 'seed-imported', node: name } as const);
  const configured = draftConfigureMember(draft, snapshot, node, after, [seeded]);
  const started = draft.add({
    kind: 'start-oned',
    node: name,
    after: [configured],
    precondition: [
      { is: 'configured-member', node: name },
      name === first ? majority : { is: 'oned-running', node: first },
    ],
    postcondition: [{ is: 'oned-running', node: name }],
  });
  return { configured, started };
}
