import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { RemoveZoneServerRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireLeadership } from './zone-leadership.ts';

/** Removes a server by its id, but only the one that is meant: ids are given anew after a removal. */
export function removeZoneServer({ oned }: AgentPorts): OperationKind<RemoveZoneServerRequest> {
  return {
    kind: 'RemoveZoneServer',
    codec: RemoveZoneServerRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ serverId, endpoint }, { deadlineMs, signal, say }) => {
      await requireLeadership(oned, signal);
      const found = (await oned.zone(signal)).servers.find((server) => server.id === serverId);
      if (found === undefined) {
        say('operation.zone.server-absent', { id: serverId });
        return { already: 'true' };
      }
      if (found.endpoint !== endpoint) {
        throw new HapyError('HAPY-E407', { id: serverId, found: found.endpoint, expected: endpoint });
      }
      say('operation.zone.server-removing', { endpoint, id: serverId });
      await oned.removeServer(serverId, { deadlineMs, signal });
      return {};
    },
  };
}
