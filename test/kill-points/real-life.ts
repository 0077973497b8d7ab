import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

import type { SandboxFaults } from '../../sandbox/configs.ts';
import { systemClock } from '../../services/base/clock.ts';
import { nodePaths } from '../../sandbox/double/node-paths.ts';
import { seededRandom } from '../../sandbox/double/raft/simulation.ts';
import { nodeLayout } from '../../sandbox/layout.ts';
import { RealFounding, until } from './real-founding.ts';
import { RealMachines } from './real-machines.ts';
import { befall, canStrike, type RealStrike, realStrikes } from './real-strike.ts';
import { goOn } from './survive-kill.ts';
import { ZoneWatch } from './zone-watch.ts';

/** What stops a server, or may. */
const stops = new Set(['reconfigure', 'stop-oned', 'hold-oned']);

/** Machines are brought and join one after the other; on a busy machine that takes its time. */
const reachedWithinMs = 10 * 60_000;

/** An election takes some seconds, on a busy machine some more. */
const looksMax = 60;

/** One verb of the round, with what a person does before and after it. */
interface Verb {
  readonly name: string;
  /** What is typed, and who votes while it is carried out. */
  prepare(): Promise<{ readonly words: readonly string[]; readonly voters: readonly string[] }>;
  /** Gives the names of the nodes from now on. */
  cleanUp(): Promise<readonly string[]>;
}

/** What became of one point. */
export interface RealOutcome {
  readonly name: string;
  /** From the strike until the cluster was whole again. */
  readonly convergedMs: number;
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
  #nodes: readonly string[];
  #newest: number;
  #points = 0;

  private constructor(cluster: RealFounding, seed: number, inject: SandboxFaults) {
    this.#seed = seed;
    this.#cluster = cluster;
    this.#nodes = cluster.nodeNames;
    this.#newest = this.#nodes.length;
    this.#machines = new RealMachines(cluster, inject);
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
    for (let number = 1; number <= this.#newest; number += 1) {
      const log = await this.#cluster.logOf(`agent-hapy${number}`);
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

  /** The verbs in the order in which each finds the cluster that it needs: three nodes, five, four, and three again. */
  get verbs(): readonly Verb[] {
    return [
      this.#plain('reconfigure', ['reconfigure']),
      { ...this.#plain('repair', ['repair']), prepare: () => this.#spoil() },
      this.#add(),
      this.#remove(),
      this.#removeDead(),
      this.#replace(),
      this.#replaceWith(),
    ];
  }

  verb(name: string): Verb {
    const found = this.verbs.find((each) => each.name === name);
    assert.ok(found !== undefined, `${name} is no verb`);
    return found;
  }

  /** Lives through one verb with one strike. @throws Error named by what struck where */
  async live(verb: Verb): Promise<RealOutcome> {
    this.#points += 1;
    const random = seededRandom(this.#seed * 1000 + this.#points);
    const { words, voters } = await verb.prepare();
    const actions = await this.#plan(words);
    const action = oneOf(actions, random());
    const moment = random() < 0.5 ? 'started' : 'finished';
    const strike = oneOf(realStrikes.filter(canStrike), random());
    const node = this.#struck(action, random());
    const name = `${verb.name}: ${strike} at ${node} when ${action.id} has ${moment}`;
    try {
      const { convergedMs, runId } = await this.#survive({
        words,
        action,
        moment,
        strike,
        node,
        lot: random(),
      });
      this.#nodes = await verb.cleanUp();
      // Whoever has left need not have what was written since; whoever has come must have all.
      this.#watch.names = this.#nodes;
      await this.#watch.assertKept(runId, voters, stops);
      return { name, convergedMs };
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
  }): Promise<{ readonly convergedMs: number; readonly runId: string }> {
    const cluster = this.#cluster;
    const before = cluster.run()?.runId;
    this.#watch.writes = true;
    cluster.begin(...point.words, '--yes');
    const ended = cluster.applied();
    let said: string | undefined;
    void ended.then(({ output }) => (said = output));
    await until('the run', 60_000, () => cluster.run()?.runId !== before || said !== undefined);
    assert.notEqual(cluster.run()?.runId, before, said);
    await cluster.reachEvent(`action-${point.moment}`, point.action.id, reachedWithinMs);
    const struckMs = performance.now();
    await befall(point.strike, point.node, point.lot, { cluster, machines: this.#machines });
    const runId = cluster.run()?.runId ?? '';
    await goOn(cluster, () => this.#quieten());
    const convergedMs = performance.now() - struckMs;
    await ended;
    return { convergedMs, runId };
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
    return this.#nodes.includes(node) && lot < 0.7 ? node : oneOf(this.#nodes, lot);
  }

  #plain(name: string, words: readonly string[]): Verb {
    return {
      name,
      prepare: () => Promise.resolve({ words, voters: this.#nodes }),
      cleanUp: () => Promise.resolve(this.#nodes),
    };
  }

  /** Somebody edits oned.conf of the last node. */
  #spoil() {
    const last = this.#nodes.at(-1) ?? '';
    const { onedConf } = nodePaths(nodeLayout(this.#cluster.layout, last).root);
    const text = readFileSync(onedConf, 'utf8');
    writeFileSync(onedConf, text.replace(/SERVER_ID\s*=\s*\d+/, 'SERVER_ID = 7'));
    return Promise.resolve({ words: ['repair'], voters: this.#nodes });
  }

  #add(): Verb {
    const names = [this.#newest + 1, this.#newest + 2].map((number) => `hapy${number}`);
    return {
      name: 'add',
      prepare: async () => {
        const voters = this.#nodes;
        const list = [...voters, ...names];
        const places: string[] = [];
        for (const name of names) places.push(await this.#machines.bring(name, list));
        return { words: ['node', 'add', ...places], voters };
      },
      cleanUp: () => {
        this.#newest += names.length;
        return Promise.resolve([...this.#nodes, ...names]);
      },
    };
  }

  #remove(): Verb {
    return this.#leaving('remove', () => Promise.resolve([]));
  }

  #removeDead(): Verb {
    return this.#leaving('remove --dead', async (name) => {
      await this.#machines.break(name);
      return ['--dead', '--fenced', `${name}: power cut`];
    });
  }

  #leaving(name: string, before: (node: string) => Promise<readonly string[]>): Verb {
    const leaver = () => this.#nodes.at(-1) ?? '';
    return {
      name,
      prepare: async () => {
        const [node, voters] = [leaver(), this.#nodes];
        const more = await before(node);
        return { words: ['node', 'remove', node, ...more], voters };
      },
      cleanUp: async () => {
        const [node, list] = [leaver(), this.#nodes.slice(0, -1)];
        await this.#machines.takeAway(node, list);
        return list;
      },
    };
  }

  /** Another machine under the old name. */
  #replace(): Verb {
    return {
      name: 'replace',
      prepare: async () => {
        const node = this.#nodes.at(-1) ?? '';
        await this.#machines.break(node);
        return { words: ['node', 'replace', node, '--fenced', `${node}: power cut`], voters: this.#nodes };
      },
      cleanUp: () => Promise.resolve(this.#nodes),
    };
  }

  /** Another machine under a name of its own, in the same place of the list. */
  #replaceWith(): Verb {
    const name = `hapy${this.#newest + 1}`;
    const old = () => this.#nodes[1] ?? '';
    const list = () => this.#nodes.map((each) => (each === old() ? name : each));
    return {
      name: 'replace --with',
      prepare: async () => {
        const place = await this.#machines.bring(name, list());
        await this.#machines.break(old());
        const words = ['node', 'replace', old(), '--with', place, '--fenced', `${old()}: power cut`];
        return { words, voters: this.#nodes };
      },
      cleanUp: async () => {
        const [gone, stay] = [old(), list()];
        this.#newest += 1;
        await this.#machines.takeAway(gone, stay);
        return stay;
      },
    };
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
