import type { NodeState } from '../../services/domain/observed.ts';
import type { Sample } from '../../services/domain/health/view.ts';

/** As far back as any check looks; one older sample of each node is kept, for it says how things stood then. */
const keptMs = 10 * 60_000;
/** An election storm changes the term several times a second. */
const samplesMax = 500;

/** What each node's oned said over the last minutes: one sample for each change. */
export class RecentPast {
  readonly #samples = new Map<string, Sample[]>();

  note(node: string, state: NodeState, atMs: number): void {
    const samples = this.#samples.get(node) ?? [];
    this.#samples.set(node, samples);
    const { raft } = state.oned;
    const last = samples.at(-1);
    if (last !== undefined && isSame(last.raft, raft)) return;
    const told = raft && { state: raft.state, term: raft.term, logIndex: raft.logIndex };
    samples.push({ atMs, node, raft: told });
    while (samples.length > samplesMax || (samples[1]?.atMs ?? atMs) < atMs - keptMs) samples.shift();
  }

  /** All of it, oldest first. */
  samples(): readonly Sample[] {
    return [...this.#samples.values()].flat().sort((one, other) => one.atMs - other.atMs);
  }
}

function isSame(one: Sample['raft'], other: Sample['raft']): boolean {
  return one?.state === other?.state && one?.term === other?.term && one?.logIndex === other?.logIndex;
}
