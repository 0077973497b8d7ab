import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Raft } from '../../services/domain/observed.ts';
import type { OperationContext } from '../operation-kind.ts';
import type { OpenNebula } from '../ports/opennebula.ts';
import { requireLeadership } from './zone-leadership.ts';

const looksEveryMs = 200;

/**
 * Returns when the pools of this node's oned hold all that its log held: a leader reads from its database what is
 * applied, and a write that was asked for earlier may still wait for its quorum. Who looks for what such a write adds
 * does not find it, adds it again, and then both are committed.
 *
 * Half of the deadline is left for what is to be done. Where nothing commits, nothing is asked of oned: a change of
 * the zone that hangs keeps every later one out, the removal of the server that is missing included.
 *
 * @throws HapyError HAPY-E405, E417 as `requireLeadership`; E423 nothing commits
 */
export async function requireSettledZone(
  { oned, clock }: { readonly oned: OpenNebula; readonly clock: Clock },
  { deadlineMs, signal, say }: Pick<OperationContext, 'deadlineMs' | 'signal' | 'say'>,
): Promise<void> {
  const look = () => requireLeadership(oned, signal);
  const first = await look();
  // Solo writes at once; only a leader has records that wait.
  if (first.state !== 'leader' || first.commit >= first.logIndex) return;
  say('operation.zone.settling', { index: first.logIndex, commit: first.commit });
  // What is left of a deadline may be odd, and a call's own is in whole milliseconds.
  const halfMs = Math.floor(deadlineMs / 2);
  await awaitCommitted(first, look, { clock, deadlineMs: halfMs, signal });
  // Committed is not applied yet; a record of our own is answered when all before it is.
  await oned.writeNothing({ deadlineMs: halfMs, signal });
}

/**
 * Waits until what was last in a leader's log is committed there, or it leads no more.
 *
 * @throws HapyError HAPY-E423 it is not in time, or what `look` throws
 */
export async function awaitCommitted(
  first: Raft,
  look: () => Raft | Promise<Raft>,
  {
    clock,
    deadlineMs,
    signal,
  }: { readonly clock: Clock; readonly deadlineMs: number; readonly signal?: AbortSignal },
): Promise<void> {
  // Counted, not read from a clock, which may jump.
  let leftMs = deadlineMs;
  for (let now = first; now.state === 'leader' && now.commit < first.logIndex; now = await look()) {
    if (leftMs <= 0) throw new HapyError('HAPY-E423', { index: first.logIndex, commit: now.commit });
    leftMs -= looksEveryMs;
    await clock.delay(looksEveryMs, signal);
  }
}
