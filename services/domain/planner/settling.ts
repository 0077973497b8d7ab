import type { Snapshot } from '../snapshot.ts';
import type { Draft } from './draft.ts';
import { draftStoppedLeave } from './departing.ts';
import { draftJoining } from './joining.ts';

/**
 * The end of a run that was aborted in a led zone: whoever was stopped on its way out is no longer counted on, and
 * every server that the zone counts on comes back. Nothing new is begun.
 */
export function draftSettling(draft: Draft, snapshot: Snapshot): void {
  const zone = snapshot.leaderZone;
  if (zone === undefined) return;
  // While an entry is double nobody can say as which server a node should serve.
  if ([...snapshot.pool(zone).entries.values()].some((entries) => entries.length > 1)) return;
  const after = draftStoppedLeave(draft, snapshot);
  draftJoining(draft, snapshot, { expected: [], after, onlyServers: true });
}
