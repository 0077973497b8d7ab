import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { ResetZoneServerRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireLeadership } from './zone-leadership.ts';

/**
 * Makes the leader forget how far a follower is that has been restored (opennebula.md section 1 E). oned answers
 * yes for any id, so the pool is read first. The record written afterwards, which changes nothing, makes the leader
 * send what is missing (fact 8). It waits for no earlier write: that follower may be the one the quorum lacks.
 */
export function resetZoneServer({ oned }: AgentPorts): OperationKind<ResetZoneServerRequest> {
  return {
    kind: 'ResetZoneServer',
    codec: ResetZoneServerRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ serverId, endpoint }, { deadlineMs, signal, say }) => {
      await requireLeadership(oned, signal);
      const zone = await oned.zone(signal);
      const found = zone.servers.find((server) => server.id === serverId);
      if (found?.endpoint !== endpoint) {
        const expected = endpoint;
        throw new HapyError('HAPY-E407', { id: serverId, found: found?.endpoint ?? '-', expected });
      }
      say('operation.zone.server-resetting', { endpoint, id: serverId });
      await oned.resetServer(serverId, { deadlineMs, signal });
      await oned.writeNothing({ deadlineMs, signal });
      return {};
    },
  };
}
