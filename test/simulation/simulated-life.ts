import assert from 'node:assert/strict';

import type { Agents } from '../../coordinator/executor/ports.ts';
import type { Clock } from '../../services/base/clock.ts';
import { hashOfPlan } from '../../coordinator/executor/plan-hash.ts';
import type { Planner } from '../../coordinator/executor/run-plans.ts';
import type { Runs } from '../../coordinator/executor/runs.ts';
import { assertMounted } from '../doubles/assert-mounted.ts';
import { FakeAgents } from '../doubles/fake-agents.ts';
import { type Death, MemoryJournal } from '../doubles/memory-journal.ts';
import type { ModelWorld } from '../doubles/model-world.ts';
import { OneCoordinator } from '../doubles/one-coordinator.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { checkInvariants, type Look, lookAt } from './invariants.ts';
import type { Story } from './stories.ts';

const request = { startedBy: 'simulation', reason: '' };
const repair = { verb: 'repair' } as const;
const looksAgainAfterMs = 5_000;
/** How soon somebody sees that something is waited for. */
const aPersonTakesMs = 30_000;
/** A person does not try for ever either. */
const resumesMax = 6;

/** One story in one process, on virtual time. Its parts outlive coordinators. */
export class SimulatedLife {
  readonly clock = new VirtualClock();
  readonly journal = new MemoryJournal();
  readonly world: ModelWorld;
  readonly agents: FakeAgents;
  /** What happened, one line each, for whoever reads about a failure. */
  readonly transcript: string[] = [];
  protected readonly story: Story;
  #coordinators = 0;
  protected look: Look;
  #accidentAtMs = 0;
  /** From the look before an act to its end. */
  protected readonly actTakesMs: number = 3_000;
  /** Whether oned has kept the databases alike. */
  protected comparesContents = true;
  /** The first invariant that did not hold. */
  broken: Error | undefined;

  constructor(story: Story) {
    this.story = story;
    this.world = story.begin();
    this.look = lookAt(this.world);
    this.world.onStep = (what, ours) => this.step(what, ours);
    this.agents = new FakeAgents(this.world, this.clock, this.journal);
  }

  /** Whoever has done something: looks whether the world is still in order. */
  step(what: string, ours: boolean | undefined): void {
    this.tell(what);
    if (ours === false) this.#accidentAtMs = this.clock.now();
    // What happens while an act is under way is an accident of both.
    const alone = ours === true && this.clock.now() - this.#accidentAtMs > this.actTakesMs;
    try {
      this.check(alone);
    } catch (error) {
      this.breaks(error as Error);
    }
  }

  protected check(alone: boolean): void {
    try {
      checkInvariants(this.world, this.look, alone);
    } finally {
      this.look = lookAt(this.world);
    }
  }

  protected breaks(error: Error): void {
    this.broken ??= error;
    this.transcript.push(`            broken: ${error.message}`);
  }

  protected tell(what: string): void {
    const seconds = ((this.clock.now() - 1_000_000) / 1000).toFixed(2);
    this.transcript.push(`${seconds.padStart(9)} s  ${what}`);
  }

  coordinator(death?: Death): OneCoordinator {
    const { world, clock, journal } = this;
    const holder = `coordinator-${(this.#coordinators += 1)}`;
    this.tell(`${holder} starts`);
    const parts = { world, agents: this.agents, clock, journal, holder, ...this.partsOfCoordinator() };
    return new OneCoordinator(death === undefined ? parts : { ...parts, death });
  }

  /** What of a coordinator is another where more is simulated. */
  protected partsOfCoordinator(): {
    readonly agents?: Agents;
    readonly clock?: Clock;
    readonly planner?: Planner | undefined;
  } {
    return {};
  }

  /** Asks for the verb and carries it out as shown; nothing when there is nothing to do, or it is refused. */
  async start({ runs }: Pick<OneCoordinator, 'runs'>): Promise<void> {
    const { intent, drill, drillStorage } = this.story;
    const { plan } = await runs.plan({ intent, drill, drillStorage });
    await runs.start({ ...request, planHash: hashOfPlan(plan), intent, drill, drillStorage });
    await this.whileLiving(runs.ended());
  }

  /** Time passes outside too: every now and then somebody does what the cluster waits for. */
  protected async whileLiving(work: Promise<void>): Promise<void> {
    let over = false;
    const end = work.finally(() => (over = true));
    end.catch(() => undefined);
    while (!over) {
      await Promise.race([end, this.clock.delay(aPersonTakesMs)]);
      if (!over) this.story.meanwhile(this.world);
    }
    return end;
  }

  /** Goes on as a person would who is asked about what was not approved yet, until nothing is left. */
  async finish(runs: Runs): Promise<void> {
    await this.whileLiving(runs.ended());
    for (let tries = 0; tries < resumesMax; tries += 1) {
      const runId = this.journal.newest();
      if (runId === undefined || this.journal.run(runId).progress.status === 'succeeded') break;
      if (this.journal.run(runId).progress.status === 'aborted') break;
      const { plan } = await runs.planRest(runId);
      await runs.resume(runId, { ...request, planHash: hashOfPlan(plan) }).catch(() => undefined);
      await this.whileLiving(runs.ended());
      this.story.meanwhile(this.world);
    }
    await this.#finishOrdinarily(runs);
  }

  /** What is left after an aborted run, or one that never began: the way to the spec. */
  async #finishOrdinarily(runs: Runs): Promise<void> {
    for (let tries = 0; tries < resumesMax; tries += 1) {
      this.story.meanwhile(this.world);
      // What an ordinary plan only reports is asked for once more.
      const again = ['repair', 'adopt'].includes(this.story.intent?.verb ?? '') && tries < 2;
      const diverged = await this.#findsDiverged(runs);
      // What is not adopted yet is not repaired.
      const wish = again ? { intent: this.story.intent } : diverged ? { intent: repair } : {};
      const { plan } = await runs.plan(wish);
      if (plan.actions.length === 0 && again) continue;
      if (plan.actions.length === 0) return;
      await runs.start({ ...request, planHash: hashOfPlan(plan), ...wish }).catch(() => undefined);
      await this.whileLiving(runs.ended());
    }
  }

  /** Whether the plan tells a person that a database differs: not for a moment, but still at the next look. */
  async #findsDiverged(runs: Runs): Promise<boolean> {
    for (let looks = 0; looks < 2; looks += 1) {
      const { plan } = await runs.plan();
      if (!plan.findings.some(({ code }) => code === 'HAPY-E551')) return false;
      await this.clock.delay(looksAgainAfterMs);
    }
    return true;
  }

  /** The end of every story, however it went: one led zone of the spec, all of it in sync, nothing left to do. */
  async assertWhole(runs: Runs): Promise<void> {
    const { plan } = await this.clock.runUntil(runs.plan());
    const left = [...plan.actions.map(({ id }) => id), ...plan.findings.map(errorOf)].filter(
      (each) => each !== '',
    );
    assert.deepEqual(left, [], `left to do after ${this.story.name}; last: ${this.lastErrors()}`);
    const { spec, nodes } = this.world;
    assert.equal(spec.leaving, undefined, 'nobody is still leaving');
    const leader = this.world.node(this.world.leader ?? '').database;
    const names = spec.nodes.map(({ fqdn }) => fqdn).sort();
    assert.deepEqual(leader.servers.map(({ name }) => name).sort(), names, 'each server once');
    assert.deepEqual(leader.hosts.map(({ name }) => name).sort(), names, 'each host once');
    for (const { name } of spec.nodes) {
      const node = nodes.get(name);
      assert.equal(node?.running, true, `${name} serves`);
      if (this.comparesContents) assert.deepEqual(node.database, leader, `${name} has what the leader has`);
    }
    if (spec.storage !== undefined) this.#assertStored(names);
  }

  /** One pool of the cluster's nodes and nobody else, every brick where it is wanted and whole, mounted everywhere. */
  #assertStored(names: readonly string[]): void {
    const { spec, storage } = this.world;
    assert.deepEqual([...storage.pool.keys()].sort(), names, 'the pool holds the nodes and nobody else');
    const wanted = (spec.storage?.bricks ?? []).map(({ node }) =>
      spec.nodes.find(({ name }) => name === node),
    );
    const bricks = storage.volume?.bricks ?? [];
    assert.deepEqual(bricks.map(({ host }) => host).sort(), wanted.map((node) => node?.fqdn ?? '').sort());
    assert.deepEqual([...storage.lost], [], 'every brick is served');
    assertMounted(this.world);
  }

  lastErrors(): string {
    const wrong = this.journal.entries.filter(({ error }) => error !== undefined).slice(-3);
    return JSON.stringify(wrong.map(({ kind, actionId, error }) => ({ kind, actionId, error })));
  }
}

function errorOf(finding: { readonly severity: string; readonly code: string }): string {
  return finding.severity === 'error' ? finding.code : '';
}
