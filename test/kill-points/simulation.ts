import assert from 'node:assert/strict';

import { hashOfPlan } from '../../coordinator/executor/plan-hash.ts';
import type { Runs } from '../../coordinator/executor/runs.ts';
import { assertMounted } from '../doubles/assert-mounted.ts';
import { type Death, MemoryJournal } from '../doubles/memory-journal.ts';
import { FakeAgents, type Fault } from '../doubles/fake-agents.ts';
import { ModelWorld } from '../doubles/model-world.ts';
import { specOf, storageSpecOf } from '../doubles/spec-of.ts';
import { OneCoordinator } from '../doubles/one-coordinator.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';

/** What a person does when the coordinator is back. */
export type Afterwards = 'resume' | 'abort';

/** How many nodes are founded, and whether they get replicated storage. */
export type Founded = number | { readonly storage: number; readonly mount?: string };

export interface KillPoint {
  readonly nodes: Founded;
  readonly death: Death;
  readonly afterwards: Afterwards;
  /** A fault of one action besides, by its id. */
  readonly fault?: readonly [string, Fault];
}

const request = { startedBy: 'test', reason: '' };

/** A founding in one process, on virtual time; its parts outlive coordinators. */
class Simulation {
  readonly clock = new VirtualClock();
  readonly journal = new MemoryJournal();
  readonly world: ModelWorld;
  readonly agents: FakeAgents;
  #coordinators = 0;

  constructor(nodes: Founded) {
    const spec = typeof nodes === 'number' ? specOf(nodes) : storageSpecOf(nodes.storage, nodes.mount);
    this.world = new ModelWorld(spec, { instantiated: true });
    this.agents = new FakeAgents(this.world, this.clock, this.journal);
  }

  coordinator(death?: Death): OneCoordinator {
    const { world, agents, clock, journal } = this;
    const holder = `coordinator-${(this.#coordinators += 1)}`;
    return new OneCoordinator({
      world,
      agents,
      clock,
      journal,
      holder,
      ...(death === undefined ? {} : { death }),
    });
  }

  async start({ runs }: Pick<OneCoordinator, 'runs'>): Promise<void> {
    const { plan } = await runs.plan();
    await runs.start({ ...request, planHash: hashOfPlan(plan) });
  }

  /** Goes on as a person would who is asked about what was not approved yet. */
  async finish(runs: Runs): Promise<void> {
    await runs.ended();
    const runId = this.journal.newest() ?? '';
    if (this.journal.run(runId).progress.status === 'succeeded') return;
    const { plan } = await runs.planRest(runId);
    await runs.resume(runId, { ...request, planHash: hashOfPlan(plan) });
    await runs.ended();
  }
}

/** How many lines the journal of an undisturbed founding has. */
export async function linesOfFounding(nodes: Founded): Promise<number> {
  const simulation = new Simulation(nodes);
  const coordinator = simulation.coordinator();
  await simulation.clock.runUntil(simulation.start(coordinator).then(() => coordinator.runs.ended()));
  return simulation.journal.lines;
}

/**
 * Kills the coordinator at one line of the journal, starts another one over the same agents and the same
 * journal, and goes on or back. Asserts that everything then is as it should be.
 */
export async function surviveDeath(point: KillPoint): Promise<void> {
  const simulation = new Simulation(point.nodes);
  const { clock, agents, world } = simulation;
  const before = picture(world);
  if (point.fault !== undefined) agents.faults.set(...point.fault);
  const first = simulation.coordinator(point.death);
  const started = simulation.start(first).catch(() => undefined);
  await clock.runUntil(Promise.race([first.died, started.then(() => first.runs.ended())]));
  agents.faults.clear();
  const { runs } = simulation.coordinator();
  runs.recover();
  if (point.afterwards === 'resume') await resumed(simulation, runs);
  else await aborted(simulation, runs, before);
  assert.equal(agents.mutatingMax, 1, 'one mutating operation at a time per node');
}

/** Aborts a run that is going on when its journal reaches a line; nothing dies. */
export async function abortAt(nodes: number, line: number): Promise<void> {
  const simulation = new Simulation(nodes);
  const { clock, journal, world } = simulation;
  const before = picture(world);
  const { runs } = simulation.coordinator();
  const reached = journal.reaches(line);
  const started = simulation.start({ runs });
  await clock.runUntil(Promise.race([reached, started.then(() => runs.ended())]));
  const runId = runs.active;
  if (runId === '') return;
  await clock.runUntil(abortAndWait(runs, runId));
  await assertAborted(simulation, runs, runId, before);
}

/** Ids of the actions of a founding. */
export async function actionsOfFounding(nodes: Founded): Promise<readonly string[]> {
  const simulation = new Simulation(nodes);
  const { plan } = await simulation.clock.runUntil(simulation.coordinator().runs.plan());
  return plan.actions.filter((action) => action.kind !== 'await').map((action) => action.id);
}

/** One action goes wrong once, in one way; the run, resumed where it stopped, ends where it should. */
export async function surviveFault(nodes: Founded, id: string, fault: Fault): Promise<void> {
  const simulation = new Simulation(nodes);
  const { clock, agents } = simulation;
  agents.faults.set(id, fault);
  const { runs } = simulation.coordinator();
  await clock.runUntil(simulation.start({ runs }).then(() => runs.ended()));
  agents.faults.clear();
  await resumed(simulation, runs);
}

async function resumed(simulation: Simulation, runs: Runs): Promise<void> {
  const { clock, journal, world } = simulation;
  // A death before the first line leaves no run at all.
  if (journal.newest() === undefined) return;
  await clock.runUntil(simulation.finish(runs));
  assert.equal(journal.runs.length, 1, 'it is one run all along');
  assert.deepEqual(journal.run(journal.newest() ?? '').progress.status, 'succeeded', lastError(journal));
  assert.deepEqual((await clock.runUntil(runs.plan())).plan.actions, []);
  assertWhole(world);
}

/** Everything once, with its right id, and the same everywhere. */
function assertWhole(world: ModelWorld): void {
  const nodes = [...world.nodes.values()];
  const [first] = nodes;
  const servers = first?.database.servers ?? [];
  assert.deepEqual(servers.map((server) => server.name).sort(), nodes.map(({ spec }) => spec.fqdn).sort());
  assert.deepEqual(
    first?.database.hosts.map((host) => host.name).sort(),
    nodes.map(({ spec }) => spec.fqdn).sort(),
  );
  for (const node of nodes) {
    const own = servers.find((server) => server.name === node.spec.fqdn);
    assert.deepEqual([node.guard, node.guardServerId, node.running], ['member', own?.id, true]);
    assert.deepEqual(node.database, first?.database, 'the databases are equal');
  }
  if (world.spec.storage !== undefined) assertStored(world);
}

/** One volume on every wanted brick, mounted everywhere, and each datastore once. */
function assertStored(world: ModelWorld): void {
  const { spec, storage, nodes } = world;
  const { storage: wanted } = spec;
  assert.equal(storage.volume?.status, 'Started');
  assert.deepEqual(
    storage.volume.bricks.map(({ host }) => host),
    wanted?.bricks.map(({ node }) => nodes.get(node)?.spec.fqdn),
  );
  const { 'auth.allow': allowed = '', ...options } = storage.volume.options;
  assert.deepEqual(options, wanted?.options);
  assert.equal(
    allowed,
    spec.nodes
      .map(({ address }) => address)
      .sort()
      .join(','),
  );
  assertMounted(world);
  const declared = [...nodes.values()][0]?.database.datastores?.map(({ name }) => name);
  assert.deepEqual(
    declared,
    wanted?.datastores.map(({ name }) => name),
  );
}

async function aborted(simulation: Simulation, runs: Runs, before: unknown): Promise<void> {
  const { clock, journal } = simulation;
  const runId = journal.newest();
  if (runId === undefined || journal.run(runId).progress.status === 'succeeded') return;
  await clock.runUntil(abortAndWait(runs, runId));
  await assertAborted(simulation, runs, runId, before);
}

async function assertAborted(
  simulation: Simulation,
  runs: Runs,
  runId: string,
  before: unknown,
): Promise<void> {
  const { clock, journal, world } = simulation;
  // Asked for when nothing was left to do, it finds the cluster formed.
  if (journal.run(runId).progress.status === 'succeeded') {
    assert.deepEqual((await clock.runUntil(runs.plan())).plan.actions, []);
    return assertWhole(world);
  }
  assert.equal(journal.run(runId).progress.status, 'aborted', lastError(journal));
  const members = [...world.nodes.values()].filter((node) => node.guard === 'member');
  if (members.length === 0) assert.deepEqual(picture(world), before, 'the nodes are as they were');
  else {
    assert.notEqual(world.leader, undefined, 'after the first HA start it stops with a zone that is led');
    assert.deepEqual((await clock.runUntil(runs.planUndo())).plan.actions, []);
  }
  // Either way the wanted cluster can be reached from there.
  const { plan } = await clock.runUntil(runs.plan());
  if (plan.actions.length > 0) {
    await clock.runUntil(runs.start({ ...request, planHash: hashOfPlan(plan) }).then(() => runs.ended()));
  }
  assert.deepEqual((await clock.runUntil(runs.plan())).plan.actions, [], lastError(journal));
  assertWhole(world);
}

async function abortAndWait(runs: Runs, runId: string): Promise<void> {
  await runs.abort(runId);
  await runs.ended();
}

/** What of the nodes an abort puts back. */
function picture(world: ModelWorld) {
  return [...world.nodes.values()].map((node) => ({
    name: node.spec.name,
    guard: node.guard,
    running: node.running,
    configuredServerId: node.configuredServerId,
    servers: node.database.servers,
    hosts: node.database.hosts,
    userKey: node.userKey,
  }));
}

function lastError(journal: MemoryJournal): string {
  const wrong = journal.entries.filter((entry) => entry.error !== undefined).slice(-3);
  return JSON.stringify(wrong.map(({ kind, actionId, error }) => ({ kind, actionId, error })));
}
