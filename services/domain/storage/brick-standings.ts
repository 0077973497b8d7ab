import type { Snapshot } from '../snapshot.ts';
import { type Brick, type HealBrick, isSameBrick } from './storage-state.ts';
import { answering, brickChanges, healSeen, stewardState, volumeSeen, wantedBricks } from './storage-view.ts';

/** Whether GlusterFS serves it; `absent` is wanted and not in the volume, of `unknown` nobody tells. */
export const brickWords = ['online', 'offline', 'absent', 'unknown'] as const;
export type BrickWord = (typeof brickWords)[number];

/** One copy of the files: where it lies and how it stands. */
export interface BrickStanding {
  /** The name of the node that carries it; empty for a machine that is none of ours. */
  readonly node: string;
  /** As GlusterFS knows the machine. */
  readonly host: string;
  readonly path: string;
  readonly state: BrickWord;
  /** Entries that it knows to be different elsewhere: what is copied from it to the others. */
  readonly pending: number;
  readonly splitBrain: number;
  /** Of its filesystem; both are 0 while its node does not tell. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** The bricks that the volume has, in its order, then those that it should have. */
export function brickStandings(snapshot: Snapshot): BrickStanding[] {
  const { storage } = snapshot.spec;
  if (storage === undefined) return [];
  const volume = volumeSeen(snapshot);
  const heal = healSeen(snapshot)?.bricks ?? [];
  // While nobody tells of the volume, what is wanted is all that is known.
  const seen = volume?.bricks ?? [];
  const missing = volume === undefined ? wantedBricks(storage, snapshot) : brickChanges(snapshot).missing;
  const stopped = volume !== undefined && volume.status !== 'Started';
  const silent = stewardState(snapshot) === undefined;
  return [
    ...seen.map((brick) => {
      const healed = heal.find((each) => isSameBrick(each, brick));
      return standingOf(brick, stopped ? 'offline' : wordOf(healed), { healed, snapshot });
    }),
    ...missing.map((brick) => standingOf(brick, silent ? 'unknown' : 'absent', { snapshot })),
  ];
}

function wordOf(healed: HealBrick | undefined): BrickWord {
  if (healed === undefined) return 'unknown';
  return healed.connected ? 'online' : 'offline';
}

function standingOf(
  { host, path }: Brick,
  state: BrickWord,
  { healed, snapshot }: { readonly healed?: HealBrick | undefined; readonly snapshot: Snapshot },
): BrickStanding {
  const node = snapshot.spec.nodes.find(({ name, fqdn }) => fqdn === host || name === host)?.name ?? '';
  const own = answering(node, snapshot)?.bricks.find((each) => each.path === path);
  return {
    ...{ node, host, path, state, pending: healed?.pending ?? 0, splitBrain: healed?.splitBrain ?? 0 },
    ...{ freeBytes: own?.freeBytes ?? 0, totalBytes: own?.totalBytes ?? 0 },
  };
}
