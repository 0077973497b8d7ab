import type { JournalledPlan, JournalPort } from '../../coordinator/executor/ports.ts';
import type { RunEntry } from '../../coordinator/executor/run-event.ts';
import { newRunProgress, type RunProgress, transition } from '../../coordinator/executor/transition.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';

interface MemoryRun {
  readonly runId: string;
  readonly plans: JournalledPlan[];
  readonly entries: RunEntry[];
  progress: RunProgress;
}

/** Where a coordinator dies: at the n-th line of the journal, before or after it is on the disk. */
export interface Death {
  readonly line: number;
  readonly moment: 'before' | 'after';
}

/** What a dead coordinator's code meets; nobody is left to see it. */
export class Dead extends Error {}

/**
 * The journal of all runs in memory, checked as the real one is. It outlives coordinators: each has a writer
 * of its own, which may die at a given line.
 */
export class MemoryJournal {
  readonly runs: MemoryRun[] = [];
  lines = 0;
  /** From this line on the disk is full; nothing is written then. */
  fullFrom = Infinity;
  /** Told what was just written. */
  onRecord: (entry: RunEntry) => void = () => undefined;
  readonly #awaited = new Map<number, () => void>();

  get entries(): readonly RunEntry[] {
    return this.runs.flatMap((run) => run.entries);
  }

  of(kind: RunEntry['kind']): RunEntry[] {
    return this.entries.filter((entry) => entry.kind === kind);
  }

  run(runId: string): MemoryRun {
    const run = this.runs.find((each) => each.runId === runId);
    if (run === undefined) throw new HapyError('HAPY-E523', { run: runId });
    return run;
  }

  /** Resolves when that many lines are written. */
  reaches(line: number): Promise<void> {
    return new Promise((resolve) => this.#awaited.set(line, resolve));
  }

  newest(): string | undefined {
    return this.runs.at(-1)?.runId;
  }

  /** The journal as one coordinator sees it. `onDeath` is told once, when it dies. */
  writer(
    death?: Death,
    onDeath: () => void = () => undefined,
    isDead: () => boolean = () => false,
  ): JournalPort {
    let dead = false;
    const live = () => {
      if (dead || isDead()) throw new Dead();
    };
    const die = () => {
      dead = true;
      onDeath();
      throw new Dead();
    };
    return {
      createRun: ({ plan, planHash, startedBy }) => {
        live();
        const runId = `${this.runs.length + 1}-test`;
        const plans = [{ attempt: 1, plan, planHash, approvedBy: startedBy }];
        this.runs.push({ runId, plans, entries: [], progress: newRunProgress });
        return runId;
      },
      addPlan: (runId, added) => {
        live();
        const { plans } = this.run(runId);
        plans.push({ attempt: plans.length + 1, ...added });
        return plans.length;
      },
      record: (runId, entry) => {
        live();
        if (this.lines + 1 >= this.fullFrom) throw new HapyError('HAPY-E539', { file: 'j', reason: 'full' });
        this.lines += 1;
        if (death?.line === this.lines && death.moment === 'before') die();
        const run = this.run(runId);
        run.progress = transition(run.progress, entry);
        run.entries.push(entry);
        this.onRecord(entry);
        this.#awaited.get(this.lines)?.();
        if (death?.line === this.lines && death.moment === 'after') die();
      },
      progressOf: (runId) => this.run(runId).progress,
      plansOf: (runId) => this.run(runId).plans,
      unfinished: () =>
        this.runs
          .filter(({ progress: { status } }) => status === 'running' || status === 'new')
          .map((run) => run.runId)
          .toReversed(),
      newest: () => this.newest(),
    };
  }
}
