import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { DisableHostRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { requireLeadership } from './zone-leadership.ts';

/** Has the scheduler leave a hypervisor alone, but only the one that is meant. Doing it again changes nothing. */
export function disableHost({ oned }: AgentPorts): OperationKind<DisableHostRequest> {
  return {
    kind: 'DisableHost',
    codec: DisableHostRequest,
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
      say('operation.host.disabling', { name, id: hostId });
      await oned.disableHost(hostId, { deadlineMs, signal });
      return {};
    },
  };
}
