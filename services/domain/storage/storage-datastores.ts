import type { Snapshot } from '../snapshot.ts';
import type { SpecDatastore } from './storage-spec.ts';

/** OpenNebula's number for each kind. */
const types = { image: 0, system: 1 } as const;

/** Why a datastore is not as the spec wants it. */
export function datastoreTrouble(
  { name, kind }: SpecDatastore,
  snapshot: Snapshot,
): 'unseen' | 'absent' | 'other' | undefined {
  const leader = snapshot.leader === undefined ? undefined : snapshot.state(snapshot.leader);
  if (leader?.datastores === undefined) return 'unseen';
  const found = leader.datastores.find((each) => each.name === name);
  if (found === undefined) return 'absent';
  const right =
    found.type === types[kind] && found.tmMad === 'shared' && (kind === 'system' || found.dsMad === 'fs');
  return right ? undefined : 'other';
}
