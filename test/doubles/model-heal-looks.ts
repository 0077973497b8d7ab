import type { HealState } from '../../services/domain/storage/storage-state.ts';

/** observe.healMs of agent.yaml, and what agent/storage-watch.ts makes of it while something is missing. */
const calmMs = 15_000;
const troubledMs = 3_000;
/** A look for which a brick's machine does not answer ends after a minute (agent/helper/gluster/read-storage.ts). */
const hangsMs = 60_000;

/** When an agent looks at what is to be healed. Until then it tells what it saw last, be that as old as it may. */
export class ModelHealLooks {
  readonly #now: () => number;
  readonly #seen = new Map<string, { readonly heal: HealState; readonly atMs: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What the agent on the machine `by` tells. `hangs`: some machine with a brick does not answer now. */
  told(by: string, hangs: boolean, look: () => HealState): HealState {
    const seen = this.#seen.get(by);
    const age = this.#now() - (seen?.atMs ?? -Infinity);
    if (seen !== undefined && age < keptMs(seen.heal, hangs)) return seen.heal;
    const heal = look();
    this.#seen.set(by, { heal, atMs: this.#now() });
    return heal;
  }

  /** It has changed something itself, or is another machine. */
  forget(by: string): void {
    this.#seen.delete(by);
  }
}

function keptMs({ bricks }: HealState, hangs: boolean): number {
  const calm = bricks.every(({ connected, pending }) => connected && pending === 0);
  if (!calm) return troubledMs;
  return hangs ? calmMs + hangsMs : calmMs;
}
