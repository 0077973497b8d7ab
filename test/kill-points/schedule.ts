/** Whom a schedule kills, each with SIGKILL. */
export const targets = ['coordinator', 'agent', 'helper', 'hapyctl', 'operation'] as const;

export type Target = (typeof targets)[number];

/** How a schedule goes on after the kill: everything is started again, then resumed or aborted. */
export const afterwards = ['resume', 'abort'] as const;

/** One interruption of a founding of real processes: who is killed at which line of the run's journal. */
export interface Schedule {
  readonly target: Target;
  readonly line: number;
  readonly afterwards: (typeof afterwards)[number];
}

/** The name by which a schedule is printed and replayed: "agent@57/resume". */
export function nameOf({ target, line, afterwards: then }: Schedule): string {
  return `${target}@${line}/${then}`;
}

/** @throws Error when it names no schedule */
export function parseSchedule(name: string): Schedule {
  const [, target, line, then] = /^([a-z]+)@(\d{1,4})\/([a-z]+)$/.exec(name) ?? [];
  const known = targets.find((each) => each === target);
  const next = afterwards.find((each) => each === then);
  if (known === undefined || next === undefined) throw new Error(`${name} is no schedule`);
  return { target: known, line: Number(line), afterwards: next };
}

/** Every schedule of a founding whose journal has that many lines, in an order that the seed decides. */
export function schedulesOf(lines: number, seed: number): readonly Schedule[] {
  const all = targets.flatMap((target) =>
    afterwards.flatMap((then) =>
      Array.from({ length: lines }, (_, at): Schedule => ({ target, line: at + 1, afterwards: then })),
    ),
  );
  const random = randomOf(seed);
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [all[at], all[other]] = [all[other] as Schedule, all[at] as Schedule];
  }
  return all;
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32, public domain, Tommy Ettinger 2017). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
