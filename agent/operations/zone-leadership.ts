import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { ruinedTerm } from '../../services/domain/ruined-term.ts';
import type { Raft } from '../../services/domain/observed.ts';
import type { OpenNebula } from '../ports/opennebula.ts';

/**
 * A write through a follower would be handed on to a leader that we have not looked at; a candidate refuses.
 * So writes go out only where this node's own oned runs solo or leads.
 *
 * @throws HapyError HAPY-E405, HAPY-E417 for the term that a refusal has left behind
 */
export async function requireLeadership(oned: OpenNebula, signal: AbortSignal): Promise<Raft> {
  const raft = await oned.raftStatus(signal);
  const { state, term } = raft;
  if (term === ruinedTerm) throw new HapyError('HAPY-E417');
  if (state !== 'solo' && state !== 'leader') throw new HapyError('HAPY-E405', { state });
  return raft;
}
