import assert from 'node:assert/strict';

import type { Fault } from './doubles/fake-agents.ts';
import type { Death } from './doubles/memory-journal.ts';
import { seedOfCommit } from './seed-of-commit.ts';
import { SimulatedLife } from './simulation/simulated-life.ts';
import { drillStory, stories, type Story } from './simulation/stories.ts';

/*
 * The matrix is made from the plan of each verb: each line of its journal with a coordinator that dies there or a
 * person who aborts there, each action with each fault. All in one process and on virtual time. A sample of it
 * rotates with the commit.
 */

const faults: readonly Fault[] = [
  'repeats',
  'fails',
  'answer-lost',
  'request-lost',
  'requests-lost',
  'unknown-but-done',
  'unknown-and-undone',
  'watch-breaks',
  'no-effect',
];

const seed = seedOfCommit();

interface Interruption {
  readonly death?: Death;
  readonly fault?: readonly [string, Fault];
  readonly abort?: boolean;
  /** The node falls silent at that line of the journal, and answers again when everybody has given up. */
  readonly silence?: readonly [string, number];
  /** Its oned is killed at that line. */
  readonly kill?: readonly [string, number];
}

async function survive(story: Story, interruption: Interruption): Promise<void> {
  const life = new SimulatedLife(story);
  try {
    await surviveIn(life, story, interruption);
  } catch (cause) {
    const told = [JSON.stringify(interruption), ...life.transcript, String(cause)].join('\n');
    throw new Error(told, { cause });
  }
}

async function surviveIn(life: SimulatedLife, story: Story, interruption: Interruption): Promise<void> {
  const { clock, agents, world, journal } = life;
  const { death, fault, silence, kill } = interruption;
  if (fault !== undefined) agents.faults.set(...fault);
  if (silence !== undefined) void journal.reaches(silence[1]).then(() => agents.unreachable.add(silence[0]));
  if (kill !== undefined)
    void journal.reaches(kill[1]).then(() => world.nodes.has(kill[0]) && world.stop(kill[0]));
  const first = life.coordinator(death);
  const started = life.start(first).catch(() => undefined);
  await clock.runUntil(Promise.race([first.died, started]));
  agents.faults.clear();
  agents.unreachable.clear();
  let { runs } = first;
  if (death !== undefined) {
    ({ runs } = life.coordinator());
    runs.recover();
  }
  const runId = journal.newest();
  const open =
    runId !== undefined && ['running', 'partial', 'failed'].includes(journal.run(runId).progress.status);
  if (interruption.abort === true && open) {
    await clock.runUntil(
      runs
        .abort(runId)
        .catch(() => undefined)
        .then(() => runs.ended()),
    );
  }
  await clock.runUntil(life.finish(runs));
  await life.assertWhole(runs);
  if (story.drill === true) assertProved(life);
  if (life.broken !== undefined) throw new Error(life.transcript.join('\n'), { cause: life.broken });
  assert.equal(agents.mutatingMax <= 1, true, 'one mutating operation at a time per node');
}

/** A drill has succeeded only where somebody has logged in and written through the virtual address. */
function assertProved({ journal }: SimulatedLife): void {
  for (const { progress, plans } of journal.runs) {
    const succeeded = progress.status === 'succeeded' && plans[0]?.plan.way === 'drill';
    assert.ok(!succeeded || progress.proved, 'it succeeded and proved nothing');
  }
}

async function undisturbed(story: Story): Promise<{ lines: number; actions: readonly string[] }> {
  const life = new SimulatedLife(story);
  const { runs } = life.coordinator();
  await life.clock.runUntil(life.start({ runs }));
  const [run] = life.journal.runs;
  assert.equal(run?.progress.status, 'succeeded', life.lastErrors());
  const plan = run?.plans[0]?.plan;
  const asked = plan?.actions.filter(({ kind }) => kind !== 'await') ?? [];
  return { lines: life.journal.lines, actions: asked.map(({ id }) => id) };
}

/** What of a matrix is tried here; HAPY_ALL=1 tries all of it. */
const sampleMax = 10;

function sampleOf<T>(all: readonly T[]): readonly T[] {
  if (process.env['HAPY_ALL'] !== undefined) return all;
  const stride = Math.max(1, all.length / sampleMax);
  const first = seed % Math.ceil(stride);
  return all.filter((_, at) => Math.floor((at + first) / stride) !== Math.floor((at + first - 1) / stride));
}

const linesUpTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

for (const story of [...stories, drillStory]) {
  describe(`${story.name}, interrupted anywhere (seed ${seed})`, function () {
    this.timeout(300_000);

    it('by the death of the coordinator before or after a line of its journal', async () => {
      const { lines } = await undisturbed(story);
      const moments = ['before', 'after'] as const;
      const deaths = linesUpTo(lines).flatMap((line) => moments.map((moment) => ({ line, moment })));
      for (const death of sampleOf(deaths)) await survive(story, { death });
    });

    it('by a death, and a person who aborts then', async () => {
      const { lines } = await undisturbed(story);
      for (const line of sampleOf(linesUpTo(lines))) {
        await survive(story, { death: { line, moment: 'after' }, abort: true });
      }
    });

    it('by a fault of an action', async () => {
      const { actions } = await undisturbed(story);
      const all = actions.flatMap((id) => faults.map((fault): readonly [string, Fault] => [id, fault]));
      for (const fault of sampleOf(all)) await survive(story, { fault });
    });

    it('by a node that falls silent, or whose oned is killed', async () => {
      const { lines } = await undisturbed(story);
      const names = [...story.begin().nodes.keys()];
      for (const line of sampleOf(linesUpTo(lines))) {
        const name = names[line % names.length] ?? '';
        await survive(story, { silence: [name, line] });
        await survive(story, { kill: [name, line] });
      }
    });
  });
}
