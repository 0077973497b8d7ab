import { majorityOf } from '../../services/domain/spec.ts';

/** What one server said of itself. */
export interface Said {
  readonly state: 'solo' | 'candidate' | 'follower' | 'leader';
  readonly term: number;
}

/** A zone at one moment, seen from outside: who has the virtual address, and what each server answers. */
export interface Sample {
  readonly atMs: number;
  readonly holders: readonly string[];
  /** Absent is no answer. */
  readonly said: ReadonlyMap<string, Said>;
}

/** How long what lasted, in milliseconds from the first sample on. */
export interface Spans {
  /** Until a leader could be observed; undefined when none was. */
  readonly ledAfterMs: number | undefined;
  /** With nobody who has the address. */
  readonly noneMs: number;
  /** With more than one who has it: at all, and since the leader could be observed. */
  readonly twoMs: number;
  readonly twoSinceLedMs: number;
  /** Until the leader that could be observed had the address alone; undefined when that did not come. */
  readonly rightAfterMs: number | undefined;
}

/** The leader that anybody can observe: it says so, and a majority of the servers answers its term. */
export function observedLeader(sample: Sample, servers: number): string | undefined {
  for (const [node, { state, term }] of sample.said) {
    if (state !== 'leader') continue;
    const agreeing = [...sample.said.values()].filter(
      (each) => each.term === term && (each.state === 'leader' || each.state === 'follower'),
    );
    if (agreeing.length >= majorityOf(servers)) return node;
  }
  return undefined;
}

/** Whether the leader has the address, and nobody else. */
export function isRight(sample: Sample, servers: number): boolean {
  const leader = observedLeader(sample, servers);
  return leader !== undefined && sample.holders.length === 1 && sample.holders[0] === leader;
}

/** What a sample shows lasts until the next one. */
export function spansOf(samples: readonly Sample[], servers: number): Spans {
  const [first] = samples;
  const startMs = first?.atMs ?? 0;
  const after = (found: Sample | undefined) => found && found.atMs - startMs;
  const led = samples.find((sample) => observedLeader(sample, servers) !== undefined);
  const lasting = (test: (sample: Sample) => boolean) =>
    samples.reduce((sum, sample, at) => {
      const nextMs = samples[at + 1]?.atMs ?? sample.atMs;
      return test(sample) ? sum + nextMs - sample.atMs : sum;
    }, 0);
  return {
    ledAfterMs: after(led),
    noneMs: lasting(({ holders }) => holders.length === 0),
    twoMs: lasting(({ holders }) => holders.length > 1),
    twoSinceLedMs: lasting(
      ({ holders, atMs }) => holders.length > 1 && led !== undefined && atMs >= led.atMs,
    ),
    rightAfterMs: after(samples.find((sample) => isRight(sample, servers))),
  };
}
