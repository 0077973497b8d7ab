import type { NodeState } from '../../services/domain/observed.ts';
import { pendingOf } from '../../services/domain/health/checks/storage.ts';
import type { HealSample, Sample } from '../../services/domain/health/view.ts';

/** As far back as any check looks; one older sample of each node is kept, for it says how things stood then. */
const keptMs = 10 * 60_000;
/** An election storm changes the term several times a second. */
const samplesMax = 500;

/** What each node's oned said over the last minutes: one sample for each change. */
export class RecentPast {
  readonly #samples = new Map<string, Sample[]>();
  readonly #heals = new Map<string, HealSample[]>();

  note(node: string, state: NodeState, atMs: number): void {
    this.#noteHeal(node, state);
    const samples = this.#samples.get(node) ?? [];
    this.#samples.set(node, samples);
    const { raft } = state.oned;
    const last = samples.at(-1);
    if (last !== undefined && isSame(last.raft, raft)) return;
    const told = raft && { state: raft.state, term: raft.term, logIndex: raft.logIndex };
    samples.push({ atMs, node, raft: told });
    while (samples.length > samplesMax || (samples[1]?.atMs ?? atMs) < atMs - keptMs) samples.shift();
  }

  /** Each answer once: it is told with every state until there is a newer one. */
  #noteHeal(node: string, { storage }: NodeState): void {
    const heal = storage?.heals[0];
    if (heal === undefined) return;
    const samples = this.#heals.get(node) ?? [];
    this.#heals.set(node, samples);
    const atMs = heal.observedAtMs;
    if (samples.at(-1)?.atMs === atMs) return;
    samples.push({ atMs, node, pending: pendingOf(heal) });
    while (samples.length > samplesMax || (samples[1]?.atMs ?? atMs) < atMs - keptMs) samples.shift();
  }

  /** What a node has told of the storage, oldest first. */
  heals(node: string): readonly HealSample[] {
    return this.#heals.get(node) ?? [];
  }

  /** Forgets all but how things stand: what a run does to the servers is no trouble of theirs. */
  beginAnew(): void {
    for (const samples of this.#samples.values()) samples.splice(0, samples.length - 1);
  }

  /** All of it, oldest first. */
  samples(): readonly Sample[] {
    return [...this.#samples.values()].flat().sort((one, other) => one.atMs - other.atMs);
  }
}

function isSame(one: Sample['raft'], other: Sample['raft']): boolean {
  return one?.state === other?.state && one?.term === other?.term && one?.logIndex === other?.logIndex;
}
