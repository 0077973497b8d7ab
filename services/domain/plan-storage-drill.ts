import type { Condition } from './condition.ts';
import { holdsIn } from './holds.ts';
import type { Observed } from './observed.ts';
import type { Plan } from './plan.ts';
import { Draft } from './planner/draft.ts';
import { recentReports } from './planner/recent-reports.ts';
import { Snapshot } from './snapshot.ts';
import type { Spec } from './spec.ts';
import type { StorageSpec } from './storage/storage-spec.ts';
import { isPerDatastore, mountLocation } from './storage/storage-mounts.ts';
import { brickText } from './storage/storage-state.ts';
import { brickOf, stewardOf } from './storage/storage-view.ts';

/** What an interrupted drill of the storage has come to. */
export interface BegunStorageDrill {
  /** Whose brick it has stopped. */
  readonly node: string;
  /** Whether all of it has succeeded. */
  readonly proved: boolean;
  /** Only what was stopped comes back; nothing is proved any more. */
  readonly givenUp?: boolean;
}

/** Copying what was missed takes seconds; what had been written by others meanwhile is copied as well. */
const healedWithinMs = 30 * 60_000;

/**
 * A brick is stopped, a file is written through the mount of another node, read back whole from every other mount while
 * the brick is away, and from all of them when GlusterFS has copied it.
 *
 * One that goes on after an interruption begins anew, for a brick that came back meanwhile proves nothing: what is
 * there already is that brick, or what it still lacks.
 */
export function planStorageDrill(
  spec: Spec,
  observed: Observed,
  nowMs: number,
  begun?: BegunStorageDrill,
): Plan {
  const snapshot = new Snapshot(spec, recentReports(spec, observed, nowMs));
  const draft = new Draft();
  const { storage } = spec;
  if (storage === undefined) draft.find({ code: 'HAPY-E857', severity: 'error', node: '', parameters: {} });
  else if (begun === undefined) findObstacles(draft, snapshot);
  if (storage !== undefined && !draft.blocked && begun?.proved !== true) {
    const node = begun?.node ?? drillable(storage, snapshot);
    if (begun?.givenUp === true) draftReturn({ draft, snapshot, storage, node }, []);
    else draftDrill({ draft, snapshot, storage, node });
  }
  const { actions, leftAlone, findings } = draft;
  return {
    clusterId: spec.clusterId,
    way: actions.length === 0 ? 'none' : 'drill-storage',
    ...{ actions, leftAlone, findings },
  };
}

interface Parts {
  readonly draft: Draft;
  readonly snapshot: Snapshot;
  readonly storage: StorageSpec;
  /** Whose brick is stopped. */
  readonly node: string;
}

/** The last brick of the list that is not the steward's, through whose mount is written. */
function drillable({ bricks }: StorageSpec, snapshot: Snapshot): string {
  const steward = stewardOf(snapshot).name;
  return bricks.findLast(({ node }) => node !== steward)?.node ?? '';
}

/** With one copy away the other two must be whole, and everybody must be able to read them. */
function findObstacles(draft: Draft, snapshot: Snapshot): void {
  const { nodes } = snapshot.spec;
  const needed: readonly Condition[] = [
    { is: 'volume-as-wanted' },
    { is: 'volume-started' },
    { is: 'heal-finished' },
    ...nodes.map(({ name }) => ({ is: 'peer-joined', node: name }) as const),
    ...nodes.map(({ name }) => ({ is: 'volume-mounted', node: name }) as const),
  ];
  for (const condition of needed) {
    if (holdsIn(condition, snapshot)) continue;
    const node = 'node' in condition ? condition.node : '';
    // The text of the finding selects by it, and its words have no hyphens.
    const parameters = { node, condition: condition.is.replaceAll('-', '_') };
    draft.find({ code: 'HAPY-E856', severity: 'error', node, parameters });
  }
}

function draftDrill(parts: Parts): void {
  const { draft, snapshot, storage, node } = parts;
  const { volume } = storage;
  const place = probePlace(storage);
  const steward = stewardOf(snapshot).name;
  const offline = { is: 'brick-offline', node } as const;
  const brick = brickOf(node, snapshot);
  const stop = draft.add({
    kind: 'stop-brick',
    node,
    parameters: { volume, brick: brick === undefined ? '' : brickText(brick) },
    after: draftWhole(parts),
    postcondition: [offline],
  });
  const write = draft.add({
    kind: 'write-probe',
    node: steward,
    parameters: place,
    after: [stop],
    precondition: [offline],
    postcondition: [{ is: 'writes-missed', node }],
  });
  const others = snapshot.spec.nodes.map(({ name }) => name).filter((name) => name !== steward);
  const read = (purpose: string, after: readonly string[], precondition: readonly Condition[]) =>
    others.map((name) =>
      draft.add({
        kind: 'read-probe',
        purpose,
        node: name,
        parameters: place,
        after,
        precondition,
        postcondition: [],
      }),
    );
  const back = draftReturn(parts, read('cut-off', [write], [offline]));
  const healed = draft.add({
    kind: 'await',
    purpose: `healed-${node}`,
    node: '',
    at: steward,
    after: back,
    postcondition: [{ is: 'heal-finished' }],
    deadlineMs: healedWithinMs,
  });
  draft.add({
    kind: 'clear-probe',
    node: steward,
    parameters: place,
    after: read('healed', [healed], [{ is: 'heal-finished' }]),
    postcondition: [],
  });
}

/** Where the files go: into the mount, or into that of the first datastore. */
function probePlace(storage: StorageSpec): Readonly<Record<string, string>> {
  const [first] = storage.datastores;
  if (!isPerDatastore(storage) || first === undefined) return { path: storage.mount };
  return { datastore: first.name, location: mountLocation(storage) };
}

/** What came back by itself after an interruption must have what it missed before it is stopped again. */
function draftWhole({ draft, snapshot, node }: Parts): readonly string[] {
  if (holdsIn({ is: 'heal-finished' }, snapshot)) return [];
  if (holdsIn({ is: 'brick-offline', node }, snapshot)) return [];
  const wait = draft.add({
    kind: 'await',
    purpose: `ready-for-${node}`,
    node: '',
    at: stewardOf(snapshot).name,
    after: [],
    postcondition: [{ is: 'heal-finished' }],
    deadlineMs: healedWithinMs,
  });
  return [wait];
}

/** GlusterFS starts what is not running of a volume, wherever it is asked. */
function draftReturn({ draft, snapshot, storage, node }: Parts, after: readonly string[]): readonly string[] {
  const online = { is: 'brick-online', node } as const;
  if (after.length === 0 && holdsIn(online, snapshot)) return [];
  const { volume } = storage;
  const start = draft.add({
    kind: 'start-brick',
    node,
    parameters: { volume },
    after,
    postcondition: [online],
  });
  return [start];
}

/** Whose brick a drill of the storage stops, undefined when a plan is none. */
export function storageDrilledNodeOf({ way, actions }: Plan): string | undefined {
  return way === 'drill-storage' ? actions.find(({ kind }) => kind === 'start-brick')?.node : undefined;
}
