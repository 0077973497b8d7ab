import assert from 'node:assert/strict';

import type { Action } from '../../services/domain/action.ts';
import { coordinatorMoved } from '../../services/domain/change-spec.ts';
import { holdsIn } from '../../services/domain/holds.ts';
import type { Intent } from '../../services/domain/intent.ts';
import { planCluster } from '../../services/domain/plan-cluster.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import type { SpecNode } from '../../services/domain/spec.ts';
import { ModelWorld } from '../doubles/model-world.ts';
import { specOf, storageSpecOf } from '../doubles/spec-of.ts';

/** A verb with the cluster that it is asked of, and what the people around it do meanwhile. */
export interface Story {
  readonly name: string;
  readonly intent: Intent | undefined;
  /** A deliberate fail-over instead of a verb. */
  readonly drill?: boolean;
  /** The same for the replicated storage. */
  readonly drillStorage?: boolean;
  /** A new world, in which the verb is about to be asked for. */
  begin(): ModelWorld;
  /** What happens outside while the run goes on: called before each step, as often as there are steps. */
  meanwhile(world: ModelWorld): void;
}

const fence = 'hapy2: power cut';

export const stories: readonly Story[] = [
  story('form', undefined, () => new ModelWorld(specOf(3), { instantiated: true })),
  story(
    'add',
    { verb: 'add', nodes: [node('hapy4'), node('hapy5')] },
    () => formed(3),
    joins('hapy4', 'hapy5'),
  ),
  story('remove', { verb: 'remove', node: 'hapy2', dead: false, fence: '' }, () => formed(4)),
  story('remove the leader', { verb: 'remove', node: 'hapy2', dead: false, fence: '' }, () =>
    ledBy('hapy2', 4),
  ),
  story('remove --dead', { verb: 'remove', node: 'hapy2', dead: true, fence }, () => without('hapy2', 4)),
  story(
    'replace',
    { verb: 'replace', node: 'hapy2', replacement: node('hapy2'), fence },
    () => without('hapy2', 3),
    joins('hapy2'),
  ),
  story(
    'replace --with',
    { verb: 'replace', node: 'hapy2', replacement: node('hapy9'), fence },
    () => without('hapy2', 5),
    joins('hapy9'),
  ),
  story('reconfigure', { verb: 'reconfigure', nodes: [], parallel: false, id: 'r1' }, () => formed(3)),
  story('repair', { verb: 'repair' }, broken),
  story('adopt', { verb: 'adopt' }, madeByHand),
];

/** Apart from the others: which of those a schedule of the simulation is about stays the same. */
export const drillStory: Story = { ...story('drill', undefined, () => formed(3)), drill: true };

const storageDrillStory: Story = {
  ...story('drill of the storage', undefined, () => stored(3)),
  drillStorage: true,
};

/** What the matrix of kill points tries besides; the simulation's seeds stand for the stories above. */
export const matrixStories: readonly Story[] = [
  ...stories,
  drillStory,
  storageDrillStory,
  story('instantiate', { verb: 'instantiate', nodes: [], parallel: false }, () => {
    return new ModelWorld(specOf(3), { instantiated: false });
  }),
  story(
    'replace index 0',
    { verb: 'replace', node: 'hapy1', replacement: node('hapy1'), fence: 'hapy1: power cut' },
    withoutIndex0,
    joins('hapy1'),
  ),
  story('form one by one', undefined, unknownVersion),
  story('form with storage', undefined, () => new ModelWorld(storageSpecOf(3), { instantiated: true })),
  story(
    'form with storage for each datastore',
    undefined,
    () => new ModelWorld(storageSpecOf(3, 'per-datastore'), { instantiated: true }),
  ),
  story('remove with storage', { verb: 'remove', node: 'hapy3', dead: false, fence: '' }, () => stored(4)),
  story(
    'replace with storage',
    { verb: 'replace', node: 'hapy2', replacement: node('hapy2'), fence },
    () => silenced('hapy2', stored(3)),
    joins('hapy2'),
  ),
  story(
    'replace --with, with storage',
    { verb: 'replace', node: 'hapy2', replacement: node('hapy9'), fence },
    () => silenced('hapy2', stored(3)),
    joins('hapy9'),
  ),
  story(
    'replace --with, with storage for each datastore',
    { verb: 'replace', node: 'hapy2', replacement: node('hapy9'), fence },
    () => silenced('hapy2', stored(3, 'per-datastore')),
    joins('hapy9'),
  ),
  story('add with storage', { verb: 'add', nodes: [node('hapy6')] }, () => stored(5), joins('hapy6')),
];

function story(
  name: string,
  intent: Intent | undefined,
  begin: () => ModelWorld,
  meanwhile: Story['meanwhile'] = () => undefined,
): Story {
  return { name, intent, begin, meanwhile };
}

export function node(name: string): SpecNode {
  return { name, fqdn: `${name}.ac-test.fr`, address: `10.0.1.${name.replace(/\D/g, '')}` };
}

/** A person carries a token to each new machine as soon as the cluster waits for it. */
function joins(...names: readonly string[]): Story['meanwhile'] {
  return (world) => {
    for (const name of names) {
      const wanted = world.spec.nodes.find((each) => each.name === name);
      const leaves = (world.spec.leaving ?? []).some((each) => each.node.name === name);
      const there = world.nodes.has(name) && !world.barred.has(name) && !world.silent.has(name);
      if (wanted !== undefined && !leaves && !there) world.addMachine(wanted);
    }
  };
}

export function formed(count: number): ModelWorld {
  const world = new ModelWorld(specOf(count), { instantiated: true });
  carryOut(world);
  return world;
}

/** A cluster with replicated storage, a brick on each of its nodes but those beyond whole replica sets. */
function stored(count: number, mount?: string): ModelWorld {
  const world = new ModelWorld(storageSpecOf(count, mount), { instantiated: true });
  carryOut(world);
  return world;
}

/** Applies the ordinary plan, as the executor would. */
function carryOut(world: ModelWorld): void {
  for (const action of planCluster(world.spec, world.observe(), world.nowMs).actions) {
    if (!isDone(action, world)) world.apply(action);
  }
}

export function isDone({ postcondition }: Action, world: ModelWorld): boolean {
  const snapshot = new Snapshot(world.spec, world.observe());
  return postcondition.every((condition) => holdsIn(condition, snapshot));
}

function ledBy(name: string, count: number): ModelWorld {
  const world = formed(count);
  world.stop('hapy1');
  carryOut(world);
  assert.equal(world.leader, name);
  return world;
}

/** Nobody has run or read what is installed. */
function unknownVersion(): ModelWorld {
  const world = new ModelWorld(specOf(3), { instantiated: true });
  world.openNebula = '7.0.0';
  return world;
}

/** The machine has died. */
function without(name: string, count: number): ModelWorld {
  return silenced(name, formed(count));
}

function silenced(name: string, world: ModelWorld): ModelWorld {
  world.stop(name);
  world.silent.add(name);
  return world;
}

/** Index 0 has died with the coordinator, which was restored on another node. */
function withoutIndex0(): ModelWorld {
  const world = without('hapy1', 3);
  world.spec = coordinatorMoved(world.spec, 'hapy2');
  return world;
}

/** Something of everything that `repair` is for. */
function broken(): ModelWorld {
  const world = formed(5);
  world.fallBehind('hapy3');
  world.write(({ servers }) => ({
    servers: [...servers, { id: 9, name: 'by hand', endpoint: 'http://10.0.0.3:2633/RPC2' }],
  }));
  world.node('hapy2').staleVip = true;
  world.node('hapy4').electionTimeoutMs = 5000;
  return world;
}

/** The zone runs, and nothing of ours has ever been there. */
function madeByHand(): ModelWorld {
  const world = formed(3);
  for (const each of world.nodes.values()) {
    each.guard = 'free';
    each.imported = each.exported = undefined;
    each.reconfiguredFor = '';
  }
  return world;
}
