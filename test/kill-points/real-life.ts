import assert from 'node:assert/strict';

import type { SandboxFaults } from '../../sandbox/configs.ts';
import { systemClock } from '../../services/base/clock.ts';
import { seededRandom } from '../../sandbox/double/raft/simulation.ts';
import { takeBack } from './real-abort.ts';
import { RealFounding, until } from './real-founding.ts';
import { RealMachines } from './real-machines.ts';
import { befall, canStrike, type RealStrike, realStrikes } from './real-strike.ts';
import { type Verb, RealVerbs } from './real-verbs.ts';
import { assertFormed, goOn } from './survive-kill.ts';
import { ZoneWatch } from './zone-watch.ts';

/** What stops a server, or may. */
const stops = new Set(['reconfigure', 'stop-oned', 'hold-oned']);

/** Machines are brought and join one after the other; on a busy machine that takes its time. */
const reachedWithinMs = 10 * 60_000;

/** Of the runs that are struck so many are aborted; people go on with the others. */
const abortedShare = 0.4;

/** An election takes some seconds, on a busy machine some more. */
const looksMax = 60;

/** What became of one point. */
export interface RealOutcome {
  readonly name: string;
  /** From the strike until the cluster was whole again, or what was begun was taken back. */
  readonly convergedMs: number;
  /** Whether the run was aborted then, and asked for again. */
  readonly aborted: boolean;
}

interface PlannedAction {
  readonly id: string;
  readonly node: string;
}

/**
 * A sandbox in real processes that is taken through every verb, round after round, while people write to it. Each time
 * something strikes at one boundary of the plan of that moment, and the run is gone on with.
 */
export class RealLife {
  readonly #seed: number;
  readonly #cluster: RealFounding;
  readonly #machines: RealMachines;
  readonly #watch: ZoneWatch;
  readonly #verbs: RealVerbs;
  #points = 0;

  private constructor(cluster: RealFounding, seed: number, inject: SandboxFaults) {
    this.#seed = seed;
    this.#cluster = cluster;
    this.#machines = new RealMachines(cluster, inject);
    this.#verbs = new RealVerbs(cluster, this.#machines);
    this.#watch = new ZoneWatch(cluster);
  }

  /** `inject`: actions that go wrong on every node, one that comes later too (agent.yaml). */
  static async start(seed: number, inject: SandboxFaults = {}): Promise<RealLife> {
    const cluster = await RealFounding.start(3, inject);
    try {
      cluster.apply();
      await cluster.reach(1);
      await goOn(cluster);
      return new RealLife(cluster, seed, inject);
    } catch (error) {
      await cluster.remove();
      throw error;
    }
  }

  /** How often each kind of action met a fault on an agent, of those that stand and of those that stood. */
  async injected(fault: keyof SandboxFaults): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const name of this.#verbs.ever) {
      const log = await this.#cluster.logOf(`agent-${name}`);
      for (const [, kind = ''] of log.matchAll(faulted(fault))) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return counts;
  }

  get cluster(): RealFounding {
    return this.#cluster;
  }

  /** Whether people write to the zone meanwhile. */
  set writes(writes: boolean) {
    this.#watch.writes = writes;
  }

  async remove(): Promise<void> {
    try {
      await Promise.all([this.#machines.stop(), this.#watch.stop()]);
    } finally {
      await this.#cluster.remove();
    }
  }

  get verbs(): readonly Verb[] {
    return this.#verbs.all;
  }

  verb(name: string): Verb {
    const found = this.verbs.find((each) => each.name === name);
    assert.ok(found !== undefined, `${name} is no verb`);
    return found;
  }

  /** Lives through one verb with one strike, another each time unless `pointSeed` says which. @throws Error named by what struck where */
  async live(verb: Verb, pointSeed?: number): Promise<RealOutcome> {
    this.#points += 1;
    const random = seededRandom(pointSeed ?? this.#seed * 1000 + this.#points);
    const { words, voters } = await verb.prepare();
    const actions = await this.#plan(words);
    const action = oneOf(actions, random());
    const moment = random() < 0.5 ? 'started' : 'finished';
    const strike = oneOf(realStrikes.filter(canStrike), random());
    const node = this.#struck(action, random());
    const lot = random();
    const afterwards = random() < abortedShare ? 'abort' : 'resume';
    const name = `${verb.name}: ${strike} at ${node} when ${action.id} has ${moment}, then ${afterwards}`;
    try {
      const point = { words, action, moment, strike, node, lot, afterwards } as const;
      const { runId, ...outcome } = await this.#survive(point);
      await this.#verbs.done(verb);
      // Whoever has left need not have what was written since; whoever has come must have all.
      this.#watch.names = this.#verbs.nodes;
      await this.#watch.assertKept(runId, voters, stops);
      return { name, ...outcome };
    } catch (cause) {
      throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }

  async #survive(point: {
    readonly words: readonly string[];
    readonly action: PlannedAction;
    readonly moment: string;
    readonly strike: RealStrike;
    readonly node: string;
    readonly lot: number;
    readonly afterwards: 'resume' | 'abort';
  }): Promise<Omit<RealOutcome, 'name'> & { readonly runId: string }> {
    const cluster = this.#cluster;
    this.#watch.writes = true;
    const { refused, ended } = await this.#begin(point.words);
    assert.equal(refused, undefined);
    await cluster.reachEvent(`action-${point.moment}`, point.action.id, reachedWithinMs);
    const struckMs = performance.now();
    await befall(point.strike, point.node, point.lot, { cluster, machines: this.#machines });
    const runId = cluster.run()?.runId ?? '';
    const takenBack = point.afterwards === 'abort' && (await takeBack(cluster, runId));
    if (!takenBack) await goOn(cluster, () => this.#quieten());
    const convergedMs = performance.now() - struckMs;
    await ended;
    if (takenBack) await this.#again(point.words);
    return { convergedMs, runId, aborted: takenBack };
  }

  /** Types a command that begins a run, or is refused: then gives what it said. */
  async #begin(words: readonly string[]): Promise<{ refused: string | undefined; ended: Promise<unknown> }> {
    const cluster = this.#cluster;
    const before = cluster.run()?.runId;
    cluster.begin(...words, '--yes');
    let said: string | undefined;
    const ended = cluster.applied().then(({ output }) => (said = output));
    await until('the run', 60_000, () => cluster.run()?.runId !== before || said !== undefined);
    return { refused: cluster.run()?.runId === before ? said : undefined, ended };
  }

  /**
   * Whatever an abort left, the way is open: by the same words, or where these are past (the old machine is described no more) by
   * the ordinary plan, once whoever has not joined yet has.
   */
  async #again(words: readonly string[]): Promise<void> {
    const cluster = this.#cluster;
    const { refused, ended } = await this.#begin(words);
    await ended;
    if (refused === undefined) return goOn(cluster, () => this.#quieten());
    for (let looks = 0; ; looks += 1) {
      const { status, output } = await cluster.hapyctl('apply', '--yes', '--no-drill');
      assert.ok(status !== 2, `${refused}\n${output}`);
      if (!output.includes('HAPY-E630') && !output.includes('HAPY-E600')) break;
      assert.ok(looks < looksMax, `${refused}\n${output}`);
      await systemClock.delay(1_000);
    }
    if (cluster.run()?.status === 'aborted') return assertFormed(cluster);
    return goOn(cluster, () => this.#quieten());
  }

  /** A server that came back stays behind where nobody writes any more: then a person is shown the record that helps. */
  async #quieten(): Promise<void> {
    this.#watch.writes = false;
    await this.#cluster.hapyctl('apply', '--yes', '--no-drill');
  }

  /** The machine that was broken may have led: until somebody else does there is no plan. */
  async #plan(words: readonly string[]): Promise<readonly PlannedAction[]> {
    for (let looks = 1; ; looks += 1) {
      const { output } = await this.#cluster.hapyctl(...words, '--dry-run', '-o', 'json');
      const { plan } = JSON.parse(output) as { plan: { actions: PlannedAction[] } };
      if (plan.actions.length > 0) return plan.actions;
      assert.ok(output.includes('HAPY-E563') && looks < looksMax, output);
      await systemClock.delay(1_000);
    }
  }

  /** Mostly whom the action is about, else whoever; never a machine that is not there. */
  #struck({ node }: PlannedAction, lot: number): string {
    return this.#verbs.nodes.includes(node) && lot < 0.7 ? node : oneOf(this.#verbs.nodes, lot);
  }
}

/** "action":"4-67cc7158/1/add-host/hapy4","fault":"repeat" in the log of an agent. */
function faulted(fault: string): RegExp {
  return new RegExp(`"action":"[^"/]+/\\d+/([a-z-]+)[^"]*","fault":"${fault}"`, 'g');
}

function oneOf<T>(list: readonly T[], lot: number): T {
  const found = list[Math.floor(lot * list.length)];
  assert.ok(found !== undefined);
  return found;
}
