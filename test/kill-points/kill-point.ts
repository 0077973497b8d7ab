import { seededRandom } from '../../sandbox/double/raft/simulation.ts';
import type { AccidentKind } from '../simulation/faults.ts';
import { matrixStories, type Story } from '../simulation/stories.ts';
import { type JournalLine, UndisturbedLife } from './undisturbed-life.ts';

/** What may strike at a line of the journal: an accident of the simulation, by the name that a point is printed with. */
const strikes = {
  'coordinator-killed-before': { kind: 'coordinator killed', lot: 0 },
  'coordinator-killed': { kind: 'coordinator killed', lot: 0 },
  'agent-killed': { kind: 'agent killed', lot: 0 },
  'helper-killed': { kind: 'helper killed', lot: 0 },
  'network-cut': { kind: 'network of a node cut', lot: 0 },
  'network-cut-outwards': { kind: 'network cut one way', lot: 0 },
  'network-cut-inwards': { kind: 'network cut one way', lot: 0.9 },
  'oned-killed': { kind: 'oned killed', lot: 0 },
  'disk-full': { kind: 'disk of a node full', lot: 0 },
  'journal-full': { kind: 'disk of the coordinator full', lot: 0 },
} as const satisfies Readonly<Record<string, { readonly kind: AccidentKind; readonly lot: number }>>;

export type StrikeName = keyof typeof strikes;

export const strikeNames = Object.keys(strikes) as readonly StrikeName[];

export function accidentOf(name: StrikeName): { readonly kind: AccidentKind; readonly lot: number } {
  return strikes[name];
}

/** What the person does who finds the run interrupted. */
const afterwards = ['resume', 'abort'] as const;

/** One interruption of one verb: what strikes, at which line of the run's journal, and how a person goes on. */
export interface KillPoint {
  readonly story: Story;
  readonly line: number;
  readonly strike: StrikeName;
  /** The node that the line is about; the coordinator's where it is about none that stands. */
  readonly node: string;
  readonly afterwards: (typeof afterwards)[number];
  /** For how long it is broken, in milliseconds. */
  readonly lastsMs: number;
}

/** From an outage that nobody notices to one that everybody gives up on (a node's silence, 60 s). */
const lengthsMs = [3_000, 20_000, 75_000];

/** "replace --with@17/agent-killed/abort": by this name a point is printed and tried again. */
export function nameOf({ story, line, strike, afterwards: then }: KillPoint): string {
  return `${story.name}@${line}/${strike}/${then}`;
}

/** Every point of a verb. They are made from its plan: from the lines of the journal of its undisturbed run. */
export async function killPointsOf(story: Story): Promise<readonly KillPoint[]> {
  const lines = await new UndisturbedLife(story).lines();
  return lines.flatMap((line) => pointsAt(story, line));
}

function pointsAt(story: Story, { line, node }: JournalLine): readonly KillPoint[] {
  return strikeNames.flatMap((strike, nth) =>
    afterwards.map((then, at): KillPoint => {
      const random = seededRandom(line * 100 + nth * 2 + at);
      const lastsMs = lengthsMs[Math.floor(random() * lengthsMs.length)] ?? 0;
      return { story, line, strike, node, afterwards: then, lastsMs };
    }),
  );
}

/** All of them, or those of one verb. */
export async function allKillPoints(only?: string): Promise<readonly KillPoint[]> {
  const wanted = matrixStories.filter(({ name }) => only === undefined || name === only);
  return (await Promise.all(wanted.map(killPointsOf))).flat();
}

/** @throws Error when it names no point */
export async function parseKillPoint(name: string): Promise<KillPoint> {
  const points = await allKillPoints(name.split('@')[0]);
  const point = points.find((each) => nameOf(each) === name);
  if (point === undefined) throw new Error(`${name} is no kill point`);
  return point;
}
