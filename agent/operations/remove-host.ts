import { RemoveHostRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { isMeantHost } from './meant-host.ts';

/** Removes a hypervisor by its id, but only the one that is meant. */
export function removeHost(ports: AgentPorts): OperationKind<RemoveHostRequest> {
  return {
    kind: 'RemoveHost',
    codec: RemoveHostRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ hostId, name }, context) => {
      const { deadlineMs, signal, say } = context;
      if (!(await isMeantHost(ports, { hostId, name }, context))) return { already: 'true' };
      say('operation.host.removing', { name, id: hostId });
      await ports.oned.removeHost(hostId, { deadlineMs, signal });
      return {};
    },
  };
}
