import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { ZoneServer } from '../../services/domain/observed.ts';
import { hostPartOf } from '../../services/domain/server-identity.ts';
import { AddZoneServerRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireSettledZone } from './settled-zone.ts';

/**
 * Adds a server to the zone, once. oned itself takes the same endpoint as often as it is told (fact 5) and
 * answers with the zone's id (fact 6), so the pool is read before and after. The result has `server_id`.
 */
export function addZoneServer(ports: AgentPorts): OperationKind<AddZoneServerRequest> {
  return {
    kind: 'AddZoneServer',
    codec: AddZoneServerRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ name, endpoint }, context) => {
      const { oned } = ports;
      const { deadlineMs, signal, say } = context;
      if (name === '' || endpoint === '') throw new HapyError('HAPY-E300', { field: 'server' });
      await requireSettledZone(ports, context);
      const present = await entryOf(ports, { name, endpoint }, signal);
      if (present !== undefined) {
        say('operation.zone.server-present', { endpoint, id: present.id });
        return { server_id: String(present.id), already: 'true' };
      }
      say('operation.zone.server-adding', { name, endpoint });
      await oned.addServer({ name, endpoint }, { deadlineMs, signal });
      const added = await entryOf(ports, { name, endpoint }, signal);
      if (added === undefined) throw new HapyError('HAPY-E409', { endpoint });
      say('operation.zone.server-added', { endpoint, id: added.id });
      return { server_id: String(added.id) };
    },
  };
}

/**
 * The entry of that server, found by its name or by the host part of its endpoint, as a name or as an address:
 * EOLE enters `http://hapy1.ac-test.fr/RPC2` where we enter `http://10.1.2.11:2633/RPC2` (design section 6).
 */
async function entryOf(
  { oned, network }: AgentPorts,
  { name, endpoint }: { readonly name: string; readonly endpoint: string },
  signal: AbortSignal,
): Promise<ZoneServer | undefined> {
  const servers = (await oned.zone(signal)).servers;
  const address = hostPartOf(endpoint);
  const isIt = async (server: ZoneServer) => {
    if (server.name.toLowerCase() === name.toLowerCase()) return true;
    const host = hostPartOf(server.endpoint);
    if (host === '' || host === address || host === name.toLowerCase()) return host !== '';
    return !/^[\d.]+$/.test(host) && (await network.resolve(host)).includes(address);
  };
  const matches = await Promise.all(servers.map(isIt));
  const found = servers.filter((_, at) => matches[at]);
  if (found.length < 2) return found[0];
  const ids = found.map((server) => server.id).join(', ');
  throw new HapyError('HAPY-E406', { endpoint, count: found.length, ids });
}
