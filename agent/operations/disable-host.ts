import { DisableHostRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { isMeantHost } from './meant-host.ts';

/** Has the scheduler leave a hypervisor alone, but only the one that is meant. Doing it again changes nothing. */
export function disableHost(ports: AgentPorts): OperationKind<DisableHostRequest> {
  return {
    kind: 'DisableHost',
    codec: DisableHostRequest,
    defaultDeadlineMs: 15_000,
    resumable: false,
    run: async ({ hostId, name }, context) => {
      const { deadlineMs, signal, say } = context;
      if (!(await isMeantHost(ports, { hostId, name }, context))) return { already: 'true' };
      say('operation.host.disabling', { name, id: hostId });
      await ports.oned.disableHost(hostId, { deadlineMs, signal });
      return {};
    },
  };
}
