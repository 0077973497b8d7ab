import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { RemoveZoneServerRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireSettledZone } from './settled-zone.ts';
import { requireLeadership } from './zone-leadership.ts';

/**
 * Removes a server by its id, but only the one that is meant: ids are given anew after a removal. A zone in which
 * nothing commits may need just that, so it waits for nothing unless the server is not found as it should be.
 */
export function removeZoneServer(ports: AgentPorts): OperationKind<RemoveZoneServerRequest> {
  return {
    kind: 'RemoveZoneServer',
    codec: RemoveZoneServerRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ serverId, endpoint }, context) => {
      const { oned } = ports;
      const { deadlineMs, signal, say } = context;
      await requireLeadership(oned, signal);
      const look = async () => (await oned.zone(signal)).servers.find((server) => server.id === serverId);
      let found = await look();
      if (found?.endpoint !== endpoint) {
        await requireSettledZone(ports, context);
        found = await look();
      }
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
