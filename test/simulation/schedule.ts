import { seededRandom } from '../../sandbox/double/raft/simulation.ts';
import { type AccidentKind, accidentKinds } from './faults.ts';
import { stories, type Story } from './stories.ts';

/** One accident: what, where, when after the verb was asked for, and for how long. */
export interface PlannedAccident {
  readonly kind: AccidentKind;
  /** Which of the nodes that can be struck, as a share in [0, 1). */
  readonly target: number;
  readonly atMs: number;
  readonly lastsMs: number;
  readonly lot: number;
}

/** Everything that is left to chance, drawn from one number. */
export interface Schedule {
  readonly seed: number;
  readonly story: Story;
  readonly accidents: readonly PlannedAccident[];
  /** How often somebody else writes to the zone, in milliseconds on the average; 0 for never. */
  readonly writesEveryMs: number;
  /** When a person asks for the end of the run, if ever. */
  readonly abortAtMs: number | undefined;
  /** For what happens on the way: how long each message and each operation takes. */
  readonly random: () => number;
}

const accidentsMax = 5;
/** A founding takes about that long, and most verbs less. */
const spanMs = 120_000;
const shortestMs = 2_000;
const longestMs = 90_000;

export function scheduleOf(seed: number): Schedule {
  const random = seededRandom(seed);
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const story = one(stories);
  const count = 1 + Math.floor(random() * accidentsMax);
  const accidents = Array.from({ length: count }, (): PlannedAccident => {
    const kind = one(accidentKinds);
    const [target, atMs] = [random(), Math.floor(random() * spanMs)];
    const lastsMs = Math.floor(shortestMs + random() ** 2 * (longestMs - shortestMs));
    return { kind, target, atMs, lastsMs, lot: random() };
  });
  accidents.sort((first, second) => first.atMs - second.atMs);
  const writesEveryMs = random() < 0.3 ? 0 : 1_000 + Math.floor(random() * 10_000);
  const abortAtMs = random() < 0.1 ? Math.floor(random() * spanMs) : undefined;
  return { seed, story, accidents, writesEveryMs, abortAtMs, random };
}

/** One line for a person: what the seed stands for. */
export function describe(schedule: Schedule): string {
  const { seed, story, accidents, abortAtMs } = schedule;
  const told = accidents.map(
    ({ kind, atMs, lastsMs }) => `${kind} at ${seconds(atMs)} for ${seconds(lastsMs)}`,
  );
  const abort = abortAtMs === undefined ? [] : [`abort at ${seconds(abortAtMs)}`];
  return `seed ${seed}: ${story.name}; ${[...told, ...abort].join('; ')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
