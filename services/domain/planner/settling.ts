import type { Snapshot } from '../snapshot.ts';
import type { Draft } from './draft.ts';
import { draftStoppedLeave } from './departing.ts';
import { draftJoining } from './joining.ts';

/**
 * The end of a run that was aborted in a led zone: whoever was stopped on its way out is no longer counted on, and
 * every server that the zone counts on comes back. Nothing new is begun.
 */
export function draftSettling(draft: Draft, snapshot: Snapshot): void {
  if (snapshot.leader === undefined) return;
  const after = draftStoppedLeave(draft, snapshot);
  draftJoining(draft, snapshot, { expected: [], after, onlyServers: true });
}
