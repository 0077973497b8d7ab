import type { Snapshot } from '../snapshot.ts';
import { type BrickStanding, brickStandings } from './brick-standings.ts';
import { isMounted } from './storage-mounts.ts';
import { healSeen, volumeSeen } from './storage-view.ts';

/** The replicated storage in a few figures. */
export interface StorageSummary {
  readonly volume: string;
  readonly mount: string;
  /** As GlusterFS says it; empty while there is none, or nobody can tell. */
  readonly status: string;
  readonly replica: number;
  readonly bricks: number;
  readonly bricksServed: number;
  /** Entries that are still to be copied. */
  readonly pending: number;
  readonly splitBrain: number;
  /** Names of the nodes that have it mounted, in index order. */
  readonly mounted: readonly string[];
  /** When the bricks were asked last, 0 for never. */
  readonly healedSeenAtMs: number;
  /** Those that the volume has, in its order, then those that it should have. */
  readonly perBrick: readonly BrickStanding[];
}

/**
 * What the summary tells of a storage that a drill must leave alone, in the words of HAPY-E856; undefined when it is
 * whole.
 */
export function notWhole(
  { status, bricks, bricksServed, pending, splitBrain, mounted, perBrick }: StorageSummary,
  nodes: readonly string[],
): { readonly condition: string; readonly node: string } | undefined {
  const lacking = (condition: string, node = '') => ({ condition, node });
  if (status === '') return lacking('volume_as_wanted');
  if (status !== 'Started') return lacking('volume_started');
  if (perBrick.some(({ state }) => state === 'absent')) return lacking('volume_as_wanted');
  if (bricksServed < bricks || pending + splitBrain > 0) return lacking('heal_finished');
  const without = nodes.find((node) => !mounted.includes(node));
  return without === undefined ? undefined : lacking('volume_mounted', without);
}

/** Undefined where no storage is wanted. */
export function storageSummary(snapshot: Snapshot): StorageSummary | undefined {
  const { storage, nodes } = snapshot.spec;
  if (storage === undefined) return undefined;
  const { volume, mount, replica } = storage;
  const seen = volumeSeen(snapshot);
  const heal = healSeen(snapshot);
  const most = (counts: readonly number[]) => Math.max(0, ...counts);
  return {
    ...{ volume, mount, replica },
    status: seen?.status ?? '',
    bricks: seen?.bricks.length ?? storage.bricks.length,
    bricksServed: heal?.bricks.filter(({ connected }) => connected).length ?? 0,
    pending: most(heal?.bricks.map(({ pending }) => pending) ?? []),
    splitBrain: most(heal?.bricks.map(({ splitBrain }) => splitBrain) ?? []),
    mounted: nodes.map(({ name }) => name).filter((name) => isMounted(snapshot.state(name), snapshot)),
    healedSeenAtMs: heal?.observedAtMs ?? 0,
    perBrick: brickStandings(snapshot),
  };
}
