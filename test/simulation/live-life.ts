import assert from 'node:assert/strict';

import { hashOfPlan } from '../../coordinator/executor/plan-hash.ts';
import type { Planner } from '../../coordinator/executor/run-plans.ts';
import type { RunEntry } from '../../coordinator/executor/run-event.ts';
import type { Agents } from '../../coordinator/executor/ports.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Clock } from '../../services/base/clock.ts';
import { ModelHealLooks } from '../doubles/model-heal-looks.ts';
import type { OneCoordinator } from '../doubles/one-coordinator.ts';
import { Cables } from './cables.ts';
import { type AccidentKind, accidents, type Strike } from './faults.ts';
import { checkLiveInvariants, liveLookAt } from './live-invariants.ts';
import type { PlannedAccident, Schedule } from './schedule.ts';
import { SimulatedLife } from './simulated-life.ts';
import type { Surroundings } from './surroundings.ts';
import { TimedRaft } from './timed-raft.ts';
import { Wire, type Weather } from './wire.ts';

const request = { startedBy: 'simulation', reason: '' };
const looksEveryMs = 5_000;
/** Until the zone that was taken over is led. */
const calmMs = 8_000;
/** Nothing may go on for longer than this, in virtual time. */
const longestMs = 5 * 60 * 60_000;

/**
 * A story in one process with everything that can go wrong on the way: the planner, the executor, the model's agents
 * and the double's Raft, on virtual time, over a network with faults. One seed decides all of it.
 */
export class LiveLife extends SimulatedLife implements Surroundings {
  readonly cables = new Cables();
  readonly weather = new Map<string, Weather>();
  readonly raft: TimedRaft;
  coordinatorSkewMs = 0;
  /** Until the last accident is over and the cluster is whole, in milliseconds. */
  recoveredInMs = 0;
  /** How often oned itself did what no Raft may. */
  flaws = 0;
  protected override readonly actTakesMs = 45_000;
  /** Agents as this life's coordinators see them; a test breaks something here on purpose. */
  sabotage: (agents: Agents) => Agents = (agents) => agents;
  planner: Planner | undefined;
  readonly #schedule: Schedule;
  protected current: OneCoordinator | undefined;
  #writes = true;

  constructor(schedule: Schedule) {
    super(schedule.story);
    this.#schedule = schedule;
    const { world, clock, cables, agents } = this;
    const { random } = schedule;
    const { leader } = world;
    world.restarts = true;
    world.storage.healLooks = new ModelHealLooks(() => clock.now());
    // Each has looked just before whatever has happened.
    for (const { fqdn } of world.spec.nodes) world.storage.healTold(fqdn, world.nowMs, () => true);
    this.raft = new TimedRaft({ world, clock, cables, random });
    world.raft = this.raft;
    this.raft.takeOver(leader);
    this.journal.onRecord = (entry) => {
      this.tell(`journal: ${textOf(entry)}`);
      if (entry.kind === 'run-finished' && entry.status === 'succeeded') this.#checkBricks();
    };
    this.raft.watch.onBroken = (name, what) => this.breaks(new Error(`${name}: ${what}`));
    this.raft.watch.onFlaw = (what) => {
      this.tell(`a flaw of oned: ${what}`);
      this.flaws += 1;
      this.comparesContents = false;
    };
    this.look = liveLookAt(this.raft, cables);
    agents.operationMs = ({ kind }) =>
      slowActions.has(kind) ? 4_000 + random() * 16_000 : 50 + random() * 2_000;
    const holders = new Map<string, string>();
    agents.onBegin = (node, { actionId, holder }) => {
      holders.set(actionId, holder);
      for (const other of agents.underWay()) {
        const theirs = holders.get(other.actionId);
        const seen = !this.agents.unreachable.has(other.node) && this.#weatherIsFair(other.node);
        if (theirs !== undefined && theirs !== holder && seen)
          this.breaks(
            new Error(
              `never two coordinators acting: ${holder} begins ${actionId} at ${node}, ${other.actionId} of ${theirs} runs`,
            ),
          );
      }
    };
    clock.endsAtMs = clock.now() + longestMs;
  }

  #weatherIsFair(node: string): boolean {
    return this.cables.joins(this.#machine(), node) && !this.weather.has(node);
  }

  /** The machine that the coordinator runs on. */
  #machine(): string {
    return this.world.spec.nodes[0]?.name ?? '';
  }

  protected override check(alone: boolean): void {
    try {
      checkLiveInvariants(this.world, this.raft, this.cables, { before: this.look, ours: alone });
    } finally {
      this.look = liveLookAt(this.raft, this.cables);
    }
  }

  protected override partsOfCoordinator() {
    const { clock, agents, cables, weather } = this;
    const { random } = this.#schedule;
    const wire = new Wire({ agents, clock, cables, random, weather, from: this.#machine() });
    const skewed: Clock = {
      now: () => clock.now() + this.coordinatorSkewMs,
      delay: (delayMs, signal) => clock.delay(delayMs, signal),
    };
    return { agents: this.sabotage(wire), clock: skewed, planner: this.planner };
  }

  killCoordinator(): void {
    this.current?.kill();
    this.current = undefined;
  }

  startCoordinator(): void {
    if (this.current !== undefined) return;
    this.current = this.coordinator();
    try {
      this.current.runs.recover();
    } catch (error) {
      // Its disk is still full: it ends, and systemd tries again.
      if (!(error instanceof HapyError)) throw error;
      this.killCoordinator();
      this.clock.at(looksEveryMs, () => this.startCoordinator());
    }
  }

  /** The whole schedule. @throws what is not as it should be at the end, or was not on the way */
  async live(): Promise<void> {
    await this.clock.runUntil(this.lives());
    if (this.broken !== undefined) throw this.broken;
    assert.ok(this.agents.mutatingMax <= 1, 'one mutating operation at a time on a node');
  }

  protected async lives(): Promise<void> {
    const { clock } = this;
    await this.begins();
    const begunAtMs = clock.now();
    this.current = this.coordinator();
    const heal = this.#begin(this.#schedule.accidents);
    const { abortAtMs } = this.#schedule;
    if (abortAtMs !== undefined) clock.at(abortAtMs, () => this.#abort());
    const lastMs = Math.max(...this.#schedule.accidents.map(({ atMs, lastsMs }) => atMs + lastsMs));
    while (clock.now() < begunAtMs + lastMs) {
      await Promise.race([this.goOn().catch(() => undefined), clock.delay(begunAtMs + lastMs - clock.now())]);
      await clock.delay(looksEveryMs);
    }
    heal();
    await this.ends();
  }

  /** The zone is led, and somebody works in it. */
  protected async begins(): Promise<void> {
    await this.clock.delay(calmMs);
    void this.#writing();
  }

  /** Nothing is broken any more: on to the end of the story, and whether all is as it should be. */
  protected async ends(): Promise<void> {
    const { clock } = this;
    this.tell('everything is mended');
    const healedAtMs = clock.now();
    this.#writes = false;
    this.startCoordinator();
    assert(this.current !== undefined);
    await this.#finishWith(this.current);
    this.recoveredInMs = clock.now() - healedAtMs;
    await clock.delay(15_000);
    this.#checkKept();
  }

  async #finishWith(coordinator: OneCoordinator): Promise<void> {
    await this.finish(coordinator.runs);
    // An election may have ended the last look.
    for (let looks = 0; looks < 3; looks += 1) {
      try {
        return await this.assertWhole(coordinator.runs);
      } catch (error) {
        if (looks === 2) throw error;
      }
      await this.clock.delay(30_000);
      await this.finish(coordinator.runs);
    }
  }

  #checkKept(): void {
    const leading = this.raft.serving().find(({ node }) => node.spec.name === this.world.leader);
    if (leading !== undefined) this.raft.watch.leads(leading.node.spec.name, leading.machine);
  }

  /** A run that was to fill a brick, and says that it is done, has looked whether every brick has what the others have. */
  #checkBricks(): void {
    const { lost, filling } = this.world.storage;
    const actions = this.journal.runs.at(-1)?.plans.at(-1)?.plan.actions ?? [];
    if (!actions.some(({ kind }) => kind === 'reset-brick' || kind === 'replace-brick')) return;
    const [lacking] = [...lost, ...filling.keys()];
    if (lacking !== undefined) this.breaks(new Error(`a run has succeeded before ${lacking} is filled`));
  }

  /** What a person does who looks now and then. */
  protected async goOn(): Promise<void> {
    const { journal, clock, story } = this;
    const runs = this.current?.runs;
    if (journal.newest() !== undefined) story.meanwhile(this.world);
    if (runs === undefined) return;
    if (runs.active !== '') return void (await Promise.race([runs.ended(), clock.delay(30_000)]));
    const runId = journal.newest();
    if (runId === undefined) return this.start({ runs });
    const { status } = journal.run(runId).progress;
    if (status === 'succeeded' || status === 'aborted') return;
    const { plan } = await runs.planRest(runId);
    await runs.resume(runId, { ...request, planHash: hashOfPlan(plan) });
  }

  #abort(): void {
    const runs = this.current?.runs;
    if (runs === undefined || runs.active === '') return;
    this.tell('a person asks for the end of the run');
    const asked = async () => runs.abort(runs.active);
    asked().catch(() => undefined);
  }

  #begin(planned: readonly PlannedAccident[]): () => void {
    const open = new Set<() => void>();
    let over = false;
    for (const each of planned) {
      this.clock.at(each.atMs, () => {
        const heal = over ? undefined : this.#strike(each);
        if (heal === undefined) return;
        open.add(heal);
        this.clock.at(each.lastsMs, () => open.has(heal) && heal());
      });
    }
    return () => {
      over = true;
      for (const heal of [...open]) heal();
    };
  }

  #strike({ kind, target, lastsMs, lot }: PlannedAccident): (() => void) | undefined {
    const { world } = this;
    // A machine that is fenced stays off.
    const standing = [...world.nodes.keys()].filter(
      (name) => !world.silent.has(name) && !world.barred.has(name),
    );
    const node = standing[Math.floor(target * standing.length)];
    return node === undefined ? undefined : this.befalls(kind, { node, lastsMs, lot });
  }

  /** An accident begins; gives what ends it. */
  protected befalls(kind: AccidentKind, strike: Strike): () => void {
    const end = accidents[kind](this, strike);
    this.step(`accident: ${kind} (${strike.node})`, false);
    this.clock.stir();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      end();
      this.step(`over: ${kind} (${strike.node})`, false);
      this.clock.stir();
    };
  }

  /** Somebody else's work: writes through whoever says that it leads, an isolated leader too. */
  async #writing(): Promise<void> {
    const { writesEveryMs, random } = this.#schedule;
    while (writesEveryMs > 0 && this.#writes) {
      await this.clock.delay(random() * 2 * writesEveryMs);
      const leading = this.raft.serving().filter(({ machine }) => machine.state === 3);
      const one = leading[Math.floor(random() * leading.length)];
      if (one !== undefined && this.#writes)
        void this.raft.write(one.node, () => ({})).catch(() => undefined);
    }
  }
}

const slowActions: ReadonlySet<string> = new Set([
  'instantiate',
  'reconfigure',
  'import-seed',
  'export-seed',
  'start-oned',
  'stop-oned',
]);

function textOf({ kind, actionId, message, status, error, parameters }: RunEntry): string {
  const more = Object.entries({ ...parameters, ...error?.parameters }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const words = [kind, actionId, message, kind === 'run-finished' ? status : '', error?.code ?? '', ...more];
  return words.filter((word) => word !== '').join(' ');
}
