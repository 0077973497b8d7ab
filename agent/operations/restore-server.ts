import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { RestoreServerRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { runProgram } from './run-program.ts';

/**
 * Takes back what a founding has done here before any HA start. The helper decides whether it may, for only it
 * sees the guard and what was kept; doing it again where it is done changes nothing.
 */
export function restoreServer(ports: AgentPorts): OperationKind<RestoreServerRequest> {
  return {
    kind: 'RestoreServer',
    codec: RestoreServerRequest,
    defaultDeadlineMs: 10 * 60_000,
    resumable: true,
    run: async ({ clusterId }, context) => {
      if (clusterId === '') throw new HapyError('HAPY-E300', { field: 'cluster_id' });
      context.say('operation.server.restoring');
      await runProgram(ports.helper, ports.clock, context, { program: 'restore-server', clusterId });
      context.say('operation.server.restored');
      return {};
    },
  };
}
