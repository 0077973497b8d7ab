import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { RemoveHostRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireLeadership } from './zone-leadership.ts';

/** Removes a hypervisor by its id, but only the one that is meant. */
export function removeHost({ oned }: AgentPorts): OperationKind<RemoveHostRequest> {
  return {
    kind: 'RemoveHost',
    codec: RemoveHostRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ hostId, name }, { deadlineMs, signal, say }) => {
      await requireLeadership(oned, signal);
      const found = (await oned.hosts(signal)).find((host) => host.id === hostId);
      if (found === undefined) {
        say('operation.host.absent', { id: hostId });
        return { already: 'true' };
      }
      if (found.name !== name) {
        throw new HapyError('HAPY-E408', { id: hostId, found: found.name, expected: name });
      }
      say('operation.host.removing', { name, id: hostId });
      await oned.removeHost(hostId, { deadlineMs, signal });
      return {};
    },
  };
}
