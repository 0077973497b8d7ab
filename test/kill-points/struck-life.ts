import assert from 'node:assert/strict';

import { isMember } from '../doubles/model-node.ts';
import type { ModelWorld } from '../doubles/model-world.ts';
import { LiveLife } from '../simulation/live-life.ts';
import { accidentOf, type KillPoint, nameOf } from './kill-point.ts';
import { quietSchedule } from './undisturbed-life.ts';

const looksEveryMs = 5_000;
/** How long a zone may take to find a leader after an accident, in looks. */
const electionLooksMax = 24;
/** For so many looks in a row the same one leads: nobody disturbs it. */
const calmLooks = 3;
/** After so many looks a person does something about it. */
const duelLooksMax = 24;
/** A person does not try for ever either. */
const abortsMax = 60;

/** A verb that is struck at one line of its journal, and then gone on with or aborted. */
export class StruckLife extends LiveLife {
  readonly #point: KillPoint;
  #struck = false;
  #isOver = false;
  readonly #over = Promise.withResolvers<void>();

  constructor(point: KillPoint) {
    super(quietSchedule(point.story));
    this.#point = point;
    const { journal } = this;
    const tells = journal.onRecord;
    journal.onRecord = (entry) => {
      tells(entry);
      if (journal.lines === point.line && !point.strike.endsWith('-before')) this.#strike();
    };
  }

  protected override async lives(): Promise<void> {
    const { clock, world } = this;
    const { strike, line, afterwards } = this.#point;
    await this.begins();
    const before = pictureOf(world);
    const death = strike.endsWith('-before') ? ({ line, moment: 'before' } as const) : undefined;
    this.current = this.coordinator(death);
    if (death !== undefined) void this.current.died.then(() => this.#strike());
    while (!this.#isOver) {
      const aborts = this.#struck && afterwards === 'abort';
      await Promise.race([(aborts ? this.#abort() : this.goOn()).catch(() => undefined), this.#over.promise]);
      await Promise.race([clock.delay(looksEveryMs), this.#over.promise]);
      assert.ok(this.#struck || this.isUnderWay(), `line ${line} is never reached`);
    }
    await this.#endsDuels();
    if (afterwards === 'abort') await this.#goBack(before);
    await this.ends();
  }

  /**
   * In oned's Raft a server that lacks records and stands for election again at once keeps another from leading, for
   * minutes and more. A person who sees that restarts it: until it has warmed up the other one leads.
   */
  async #endsDuels(): Promise<void> {
    const { world, clock } = this;
    for (let looks = 0, calm = 0, leader = world.leader; calm < calmLooks; looks += 1) {
      await clock.delay(looksEveryMs);
      const wasLed = leader !== undefined && leader === world.leader;
      calm = wasLed || this.#mayBeLeaderless() ? calm + 1 : 0;
      ({ leader } = world);
      if (looks % duelLooksMax === duelLooksMax - 1) this.#restartOldest();
    }
  }

  /** Too few run for a quorum: whoever goes on with the run starts them. */
  #mayBeLeaderless(): boolean {
    const serving = this.raft.serving();
    return serving.length === 0 || this.look.leader === undefined;
  }

  #restartOldest(): void {
    const { world } = this;
    const [oldest] = [...this.raft.serving()].sort(
      (one, other) => one.machine.log.lastIndex - other.machine.log.lastIndex,
    );
    if (oldest === undefined) return;
    for (const running of [false, true]) {
      oldest.node.running = running;
      world.raft.settle();
    }
    this.step(`a person restarts oned of ${oldest.node.spec.name}`, false);
  }

  /** Whether there is a run to come or to go on. */
  private isUnderWay(): boolean {
    const runId = this.journal.newest();
    return runId === undefined || this.journal.run(runId).progress.status !== 'succeeded';
  }

  #strike(): void {
    if (this.#struck) return;
    this.#struck = true;
    const { node, lastsMs, strike } = this.#point;
    const heal = this.befalls(accidentOf(strike).kind, { node, lastsMs, lot: accidentOf(strike).lot });
    this.clock.at(lastsMs, () => {
      heal();
      this.#isOver = true;
      this.#over.resolve();
      this.clock.stir();
    });
  }

  async #abort(): Promise<void> {
    const runs = this.current?.runs;
    const runId = this.journal.newest();
    if (runs === undefined || runId === undefined || !this.#canAbort(runId)) return;
    this.tell('a person asks for the end of the run');
    await runs.abort(runId);
    await runs.ended();
  }

  #canAbort(runId: string): boolean {
    return !['succeeded', 'aborted'].includes(this.journal.run(runId).progress.status);
  }

  /** `run abort`, again where it was interrupted; then nobody is half-way. */
  async #goBack(before: Picture): Promise<void> {
    const { clock, journal } = this;
    this.startCoordinator();
    for (let tries = 0; ; tries += 1) {
      const runId = journal.newest();
      if (runId === undefined || journal.run(runId).progress.status === 'succeeded') return;
      if (!this.#canAbort(runId)) break;
      assert.ok(tries < abortsMax, `not aborted after ${tries} tries: ${this.lastErrors()}`);
      await this.#abort().catch((error: unknown) => this.tell(`the abort is refused: ${String(error)}`));
      await clock.delay(looksEveryMs);
    }
    await this.#assertNothingHalfWay(before);
  }

  async #assertNothingHalfWay(before: Picture): Promise<void> {
    const { world, clock, current } = this;
    const standing = [...world.nodes.values()].filter(
      ({ spec: { name } }) => !world.silent.has(name) && !world.barred.has(name),
    );
    if (!standing.some(isMember))
      return assert.deepEqual(pictureOf(world), before, 'the nodes are as they were');
    for (let looks = 0; world.leader === undefined; looks += 1) {
      assert.ok(looks < electionLooksMax, 'after the first HA start it stops with a zone that is led');
      await clock.delay(looksEveryMs);
    }
    const pool = world.node(world.leader).database.servers;
    for (const node of standing) {
      const { name, fqdn } = node.spec;
      const counted = pool.some((server) => server.name === fqdn);
      if (counted) continue;
      assert.ok(!(node.running && isMember(node)), `${name} serves in HA and is in no pool`);
    }
    const { plan } = (await current?.runs.planUndo()) ?? {};
    assert.deepEqual(plan?.actions ?? [], [], 'nothing is left to take back');
  }
}

type Picture = ReturnType<typeof pictureOf>;

/** What of the nodes an abort puts back. */
export function pictureOf(world: ModelWorld) {
  return [...world.nodes.values()].map((node) => ({
    name: node.spec.name,
    guard: node.guard,
    // What was instantiated stays so, and runs.
    runs: node.running === (node.instance === 'done'),
    configuredServerId: node.configuredServerId,
    servers: node.database.servers,
    hosts: node.database.hosts,
    userKey: node.userKey,
  }));
}

/** @throws Error with the transcript, when anything is not as it should be */
export async function surviveStrike(point: KillPoint): Promise<void> {
  const life = new StruckLife(point);
  try {
    await life.live();
  } catch (cause) {
    const again = `again: npm run soak -- --matrix --only '${nameOf(point)}'`;
    throw new Error([nameOf(point), ...life.transcript, String(cause), again].join('\n'), { cause });
  }
}
