import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { ControlOnedRequest, OnedCommand } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { runProgram } from './run-program.ts';

/**
 * Starts or stops oned's unit. To hold it, the guard is told first and durably, so that neither a reboot nor
 * anything else starts it between the stop and the next ConfigureServer.
 */
export function controlOned(ports: AgentPorts): OperationKind<ControlOnedRequest> {
  return {
    kind: 'ControlOned',
    codec: ControlOnedRequest,
    // A candidate ignores SIGTERM until there is a leader; systemd then kills it after 90 s.
    defaultDeadlineMs: 120_000,
    resumable: true,
    run: async ({ command, clusterId }, context) => {
      switch (command) {
        case OnedCommand.ONED_COMMAND_START:
          context.say('operation.oned.starting');
          await runProgram(ports.helper, ports.clock, context, { program: 'start-oned' });
          return {};
        case OnedCommand.ONED_COMMAND_HOLD:
          if (clusterId === '') throw new HapyError('HAPY-E300', { field: 'cluster_id' });
          // Found again after a restart: the program that stops oned, if there is one, was started after this.
          if (!context.resumed) await ports.helper.writeIdentity({ state: 'held', clusterId });
          context.say('operation.guard.held');
          break;
        case OnedCommand.ONED_COMMAND_STOP:
          break;
        case OnedCommand.ONED_COMMAND_UNSPECIFIED:
          throw new HapyError('HAPY-E300', { field: 'command' });
      }
      context.say('operation.oned.stopping');
      await runProgram(ports.helper, ports.clock, context, { program: 'stop-oned' });
      return {};
    },
  };
}
