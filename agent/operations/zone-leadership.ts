import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { OpenNebula } from '../ports/opennebula.ts';

/**
 * A write through a follower would be handed on to a leader that we have not looked at; a candidate refuses.
 * So writes go out only where this node's own oned runs solo or leads.
 *
 * @throws HapyError HAPY-E405
 */
export async function requireLeadership(oned: OpenNebula, signal: AbortSignal): Promise<void> {
  const { state } = await oned.raftStatus(signal);
  if (state !== 'solo' && state !== 'leader') throw new HapyError('HAPY-E405', { state });
}
