import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { DropVipRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { runProgram } from './run-program.ts';

/**
 * Takes a virtual address off this node that an election has left behind. Never where oned leads: whoever is
 * elected at this very moment is given it by its own hook.
 */
export function dropVip(ports: AgentPorts): OperationKind<DropVipRequest> {
  return {
    kind: 'DropVip',
    codec: DropVipRequest,
    defaultDeadlineMs: 30_000,
    resumable: true,
    run: async ({ address }, context) => {
      const raft = await ports.oned.raftStatus(context.signal).catch(() => undefined);
      context.signal.throwIfAborted();
      if (raft?.state === 'leader') throw new HapyError('HAPY-E590', { node: ports.node, address });
      context.say('operation.vip.dropping', { address });
      await runProgram(ports.helper, ports.clock, context, { program: 'drop-vip' });
      return {};
    },
  };
}
