import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { SetZoneEndpointRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireLeadership } from './zone-leadership.ts';

/**
 * Writes the zone's endpoint, also when it is that already: the record is replicated, which brings a fresh
 * follower up to date (fact 8) and is the only proof that there is a quorum.
 */
export function setZoneEndpoint({ oned }: AgentPorts): OperationKind<SetZoneEndpointRequest> {
  return {
    kind: 'SetZoneEndpoint',
    codec: SetZoneEndpointRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ endpoint }, { deadlineMs, signal, say }) => {
      if (endpoint === '') throw new HapyError('HAPY-E300', { field: 'endpoint' });
      await requireLeadership(oned, signal);
      say('operation.zone.endpoint-writing', { endpoint });
      await oned.setZoneEndpoint(endpoint, { deadlineMs, signal });
      return {};
    },
  };
}
