import assert from 'node:assert/strict';

import fc from 'fast-check';

import { assertMounted } from '../../../test/doubles/assert-mounted.ts';
import { ModelWorld } from '../../../test/doubles/model-world.ts';
import { storageSpecOf } from '../../../test/doubles/spec-of.ts';
import { changeSpec } from '../change-spec.ts';
import { verdictIn } from '../holds.ts';
import type { Intent } from '../intent.ts';
import { planCluster } from '../plan-cluster.ts';
import { Snapshot } from '../snapshot.ts';
import { isSameBrick } from '../storage/storage-state.ts';
import { wantedBricks } from '../storage/storage-view.ts';

/** What happens to a cluster with storage, with how much of the next plan is carried out before the next thing does. */
type Happening =
  | { readonly what: 'replace' | 'replace-by-another' | 'remove' | 'reject' | 'unmount'; readonly at: number }
  /** Two nodes leave by one plan: two bricks move. */
  | { readonly what: 'remove-two' }
  | { readonly what: 'add' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    what: fc.constantFrom(
      'replace' as const,
      'replace-by-another' as const,
      'remove' as const,
      'reject' as const,
      'unmount' as const,
    ),
    at: fc.nat(20),
  }),
  fc.record({ what: fc.constantFrom('add' as const, 'remove-two' as const) }),
);

let machines = 0;

/** Carries out the plan that is made now, as the executor would; true when there is none. */
function carryOut(world: ModelWorld, intent: Intent | undefined, limit = Infinity): boolean {
  const options = { discardDatabases: new Map<string, string>(), intent };
  const { actions } = planCluster(world.spec, world.observe(), world.nowMs, options);
  const ids = new Set<string>();
  for (const { id, after } of actions) {
    assert.ok(
      after.every((each) => ids.has(each)),
      `${id} comes after what it waits for`,
    );
    ids.add(id);
  }
  for (const action of actions.slice(0, limit)) {
    let snapshot = new Snapshot(world.spec, world.observe());
    const done = () => action.postcondition.every((each) => verdictIn(each, snapshot).holds);
    for (let looks = 0; action.kind === 'await' && !done() && looks < 20; looks += 1) {
      bringUp(world);
      snapshot = new Snapshot(world.spec, world.observe());
    }
    if (done()) continue;
    const missing = action.precondition.filter((each) => !verdictIn(each, snapshot).holds);
    assert.deepEqual(missing, [], `${action.id} may begin`);
    world.apply(action);
  }
  return actions.length === 0;
}

/** The machines that a plan waits for are put into their places. */
function bringUp(world: ModelWorld): void {
  for (const node of world.spec.nodes) {
    const there = world.nodes.get(node.name);
    const gone = world.silent.has(node.name) || world.barred.has(node.name);
    if (there === undefined || (gone && world.spec.leaving === undefined)) world.addMachine(node);
  }
}

/** What a person asks for when that has happened; undefined when it cannot be asked now. */
function happen(world: ModelWorld, told: Happening): Intent | undefined {
  const { nodes } = world.spec;
  if (told.what === 'add') {
    machines += 1;
    const name = `extra${machines}`;
    const node = {
      name,
      fqdn: `${name}.ac-test.fr`,
      address: `10.7.${Math.floor(machines / 250)}.${(machines % 250) + 1}`,
    };
    world.addMachine(node);
    return { verb: 'add', nodes: [node] };
  }
  if (told.what === 'remove-two') {
    const [first, second] = nodes.map(({ name }) => name);
    const leave = (node = '') => ({ verb: 'remove', node, dead: false, fence: '' }) as const;
    const { spec } = changeSpec(world.spec, leave(first));
    if (spec === undefined || changeSpec(spec, leave(second)).spec === undefined)
      return leave(nodes[0]?.name);
    world.spec = spec;
    return leave(second);
  }
  const node = nodes[told.at % nodes.length]!;
  switch (told.what) {
    case 'reject':
      world.storage.rejected.add(node.fqdn);
      return undefined;
    case 'unmount':
      world.storage.mounted.delete(node.name);
      return undefined;
    case 'remove':
      return { verb: 'remove', node: node.name, dead: false, fence: '' };
    case 'replace':
    case 'replace-by-another': {
      world.stop(node.name);
      world.silent.add(node.name);
      machines += 1;
      const name = `spare${machines}`;
      const other = {
        name,
        fqdn: `${name}.ac-test.fr`,
        address: `10.8.${Math.floor(machines / 250)}.${(machines % 250) + 1}`,
      };
      const replacement = told.what === 'replace' ? node : other;
      return { verb: 'replace', node: node.name, replacement, fence: `${node.name}: off` };
    }
  }
}

function settle(world: ModelWorld, intent: Intent | undefined): void {
  let asked = intent;
  for (let rounds = 0; rounds < 12; rounds += 1) {
    bringUp(world);
    if (carryOut(world, asked) && asked === undefined) return;
    asked = undefined;
  }
  assert.fail('it comes to an end');
}

function assertStored(world: ModelWorld): void {
  const { spec, storage } = world;
  assert.ok(spec.storage !== undefined && storage.volume !== undefined);
  const wanted = wantedBricks(spec.storage, new Snapshot(spec, world.observe()));
  assert.equal(storage.volume.bricks.length, wanted.length);
  for (const brick of wanted) assert.ok(storage.volume.bricks.some((each) => isSameBrick(each, brick)));
  assert.equal(storage.lost.size + storage.filling.size, 0, 'every brick is whole');
  assertMounted(world);
}

/** A machine that was replaced, then a request that is refused, then one that has the leader leave. */
const revived: [Happening, number][] = [
  [{ what: 'replace-by-another', at: 4 }, 0],
  [{ what: 'remove-two' }, 0],
  [{ what: 'add' }, 0],
  [{ what: 'remove-two' }, 0],
];

describe('plans for storage', () => {
  it('lead to what is wanted whatever happens, one thing after the other, and never exchange the last good copy', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 7 }),
        fc.constantFrom(undefined, 'per-datastore'),
        fc.array(fc.tuple(happening, fc.nat(60)), { maxLength: 4 }),
        (count, mount, happenings) => {
          // The coordinator is where it disturbs nobody: index 0 comes and goes like the others.
          const spec = { ...storageSpecOf(count, mount), coordinator: 'elsewhere' };
          const world = new ModelWorld(spec, { instantiated: true });
          settle(world, undefined);
          assertStored(world);
          for (const [told, limit] of happenings) {
            const intent = happen(world, told);
            const changed = changeSpec(world.spec, intent);
            if (changed.spec === undefined) {
              // Refused: what a person has done by hand for it is taken back. A machine that was replaced stays in its box.
              for (const { name } of world.spec.nodes)
                if (world.silent.delete(name)) world.node(name).running = true;
              world.raft.settle();
              continue;
            }
            world.spec = changed.spec;
            // Interrupted somewhere, and gone on with.
            carryOut(world, intent, limit);
            settle(world, intent);
            assertStored(world);
          }
        },
      ),
      { numRuns: 60, examples: [[3, undefined, revived]] },
    );
  });
});
