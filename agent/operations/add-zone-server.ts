import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { ZoneServer } from '../../services/domain/observed.ts';
import { AddZoneServerRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireLeadership } from './zone-leadership.ts';

/**
 * Adds a server to the zone, once. oned itself takes the same endpoint as often as it is told (fact 5) and
 * answers with the zone's id (fact 6), so the pool is read before and after. The result has `server_id`.
 */
export function addZoneServer({ oned }: AgentPorts): OperationKind<AddZoneServerRequest> {
  return {
    kind: 'AddZoneServer',
    codec: AddZoneServerRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ name, endpoint }, { deadlineMs, signal, say }) => {
      if (name === '' || endpoint === '') throw new HapyError('HAPY-E300', { field: 'server' });
      await requireLeadership(oned, signal);
      const present = onlyServer((await oned.zone(signal)).servers, endpoint);
      if (present !== undefined) {
        say('operation.zone.server-present', { endpoint, id: present.id });
        return { server_id: String(present.id), already: 'true' };
      }
      say('operation.zone.server-adding', { name, endpoint });
      await oned.addServer({ name, endpoint }, { deadlineMs, signal });
      const added = onlyServer((await oned.zone(signal)).servers, endpoint);
      if (added === undefined) throw new HapyError('HAPY-E409', { endpoint });
      say('operation.zone.server-added', { endpoint, id: added.id });
      return { server_id: String(added.id) };
    },
  };
}

function onlyServer(servers: readonly ZoneServer[], endpoint: string): ZoneServer | undefined {
  const found = servers.filter((server) => server.endpoint === endpoint);
  if (found.length < 2) return found[0];
  const ids = found.map((server) => server.id).join(', ');
  throw new HapyError('HAPY-E406', { endpoint, count: found.length, ids });
}
