import type { Machine } from '../machine.ts';
import type { OnedConfiguration } from './configuration.ts';
import type { Journal } from './journal.ts';
import type { OnedTiming } from './timing.ts';
import { runRaftHook } from './vip-hook.ts';

export interface HookQueueOptions {
  readonly root: string;
  readonly machine: Machine;
  readonly configuration: OnedConfiguration;
  readonly timing: OnedTiming;
  readonly journal: Journal;
}

/** Raft hooks one after the other: a follower hook waits for the leader hook that still announces (T4). */
export class HookQueue {
  readonly #options: HookQueueOptions;
  readonly #signal: AbortSignal;
  #last: Promise<void> = Promise.resolve();

  constructor(options: HookQueueOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  run(role: 'leader' | 'follower'): void {
    const { root, machine, configuration, timing, journal } = this.#options;
    const hook = role === 'leader' ? configuration.leaderHook : configuration.followerHook;
    if (hook === undefined) return;
    const name = `RAFT_${role.toUpperCase()}_HOOK`;
    const context = { root, machine, announceStepMs: timing.announceStepMs, signal: this.#signal };
    this.#last = this.#last
      .then(() => (this.#signal.aborted ? undefined : runRaftHook(hook, context)))
      .then(() => journal(`[HKM][I]: Hook: ${name}, successfully executed.`))
      .catch((error: unknown) => journal(`[HKM][E]: Hook: ${name}, failed: ${String(error)}`));
  }

  finished(): Promise<void> {
    return this.#last;
  }
}
