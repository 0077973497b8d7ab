import assert from 'node:assert/strict';

import { seededRandom } from '../../sandbox/double/raft/simulation.ts';
import type { RunEntry } from '../../coordinator/executor/run-event.ts';
import { coordinatorPlace, leaderPlace } from '../../services/domain/place.ts';
import { LiveLife } from '../simulation/live-life.ts';
import type { Schedule } from '../simulation/schedule.ts';
import type { Story } from '../simulation/stories.ts';

/** One boundary of a run's journal. */
export interface JournalLine {
  /** From 1. */
  readonly line: number;
  /** Whose agent the line is about, the coordinator's own node where it is about none that stands. */
  readonly node: string;
}

/** A verb's life without accidents, in which somebody works meanwhile: the same each time, up to any strike. */
export function quietSchedule(story: Story): Schedule {
  const seed = story.name.length;
  return {
    seed,
    story,
    accidents: [],
    writesEveryMs: 5_000,
    abortAtMs: undefined,
    random: seededRandom(seed),
  };
}

/** What the journal of a verb looks like when nothing goes wrong. */
export class UndisturbedLife extends LiveLife {
  readonly #lines: JournalLine[] = [];

  constructor(story: Story) {
    super(quietSchedule(story));
    const { journal } = this;
    journal.onRecord = (entry) => this.#lines.push({ line: journal.lines, node: this.#nodeOf(entry) });
  }

  async lines(): Promise<readonly JournalLine[]> {
    await this.live();
    return this.#lines;
  }

  protected override async lives(): Promise<void> {
    await this.begins();
    const coordinator = this.coordinator();
    await this.start(coordinator);
    const run = this.journal.runs[0];
    assert.equal(run?.progress.status, 'succeeded', `${this.story.name}: ${this.lastErrors()}`);
  }

  #nodeOf({ actionId }: RunEntry): string {
    const { world, journal } = this;
    const actions = journal.runs.at(-1)?.plans.at(-1)?.plan.actions ?? [];
    const at = actions.find(({ id }) => id === actionId)?.at ?? coordinatorPlace;
    const node = at === leaderPlace ? world.leader : at;
    const stands = node !== undefined && world.nodes.has(node) && !world.silent.has(node);
    return stands && !world.barred.has(node) ? node : (world.spec.nodes[0]?.name ?? '');
  }
}
