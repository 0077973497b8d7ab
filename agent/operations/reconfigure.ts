import { ReconfigureRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { runProgram } from './run-program.ts';

/**
 * Runs EOLE's `reconfigure`, which rewrites oned.conf and restarts oned: the start guard puts our keys back
 * before that start. The membership it was done for is noted with the success.
 */
export function reconfigure(ports: AgentPorts): OperationKind<ReconfigureRequest> {
  return {
    kind: 'Reconfigure',
    codec: ReconfigureRequest,
    defaultDeadlineMs: 30 * 60_000,
    resumable: true,
    run: async ({ membershipId }, context) => {
      if (ports.platform === 'eole') {
        context.say('operation.reconfigure.running');
        await runProgram(ports.helper, ports.clock, context, { program: 'reconfigure' });
      }
      ports.store.writeNote('reconfigured-for', membershipId);
      return { membership_id: membershipId };
    },
  };
}
