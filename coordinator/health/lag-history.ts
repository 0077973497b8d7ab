/** One sample every so often, for an hour. */
export const sampleEveryMs = 10_000;
export const samplesMax = 360;

/** How far behind the leader each follower was at one moment. */
export interface LagSample {
  readonly atMs: number;
  /** By name; a node that is not here led, or nobody could tell. */
  readonly lags: ReadonlyMap<string, number>;
}

/** As it is kept: consecutive samples share their list of names, so that an hour of a large cluster is a few megabytes. */
interface Kept {
  readonly atMs: number;
  readonly names: readonly string[];
  readonly records: Float64Array;
}

/**
 * The replication lag of the last hour, in memory: whoever opens the console later sees what was before. What is told
 * several times within one interval is one sample, of the most of each node: a peak must not depend on who looked when.
 */
export class LagHistory {
  readonly #kept: Kept[] = [];

  /** Notes what is seen now. A moment in which nobody leads leaves a gap. */
  note(atMs: number, lags: ReadonlyMap<string, number>): void {
    // A clock that was set back: what it said since is not the past of now.
    while ((this.#kept.at(-1)?.atMs ?? 0) > atMs) this.#kept.pop();
    if (lags.size === 0) return;
    const last = this.#kept.at(-1);
    if (last === undefined || intervalOf(last.atMs) !== intervalOf(atMs)) this.#keep(atMs, lags, last);
    else {
      const most = new Map(entriesOf(last));
      for (const [name, records] of lags) most.set(name, Math.max(records, most.get(name) ?? 0));
      this.#kept.pop();
      this.#keep(last.atMs, most, last);
    }
    if (this.#kept.length > samplesMax) this.#kept.shift();
  }

  /** What came after a moment and is not older than an hour, oldest first. */
  after(afterMs: number, nowMs: number, limit = samplesMax): LagSample[] {
    const from = Math.max(afterMs, nowMs - sampleEveryMs * samplesMax);
    const found = this.#kept.filter(({ atMs }) => atMs > from).slice(0, limit);
    return found.map((kept) => ({ atMs: kept.atMs, lags: new Map(entriesOf(kept)) }));
  }

  #keep(atMs: number, lags: ReadonlyMap<string, number>, like: Kept | undefined): void {
    const own = [...lags.keys()];
    const names = like !== undefined && isSame(like.names, own) ? like.names : own;
    this.#kept.push({ atMs, names, records: Float64Array.from(lags.values()) });
  }
}

function intervalOf(atMs: number): number {
  return Math.floor(atMs / sampleEveryMs);
}

function entriesOf({ names, records }: Kept): (readonly [string, number])[] {
  return names.map((name, at) => [name, records[at] ?? 0]);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}
