import { InstantiateRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { runProgram } from './run-program.ts';

/** Runs EOLE's `instance` where it was never finished. A plain OpenNebula front-end has nothing to run. */
export function instantiate(ports: AgentPorts): OperationKind<InstantiateRequest> {
  return {
    kind: 'Instantiate',
    codec: InstantiateRequest,
    defaultDeadlineMs: 40 * 60_000,
    resumable: true,
    run: async (_request, context) => {
      if (ports.platform === 'opennebula') return {};
      const facts = await ports.helper.readFacts(ports.clusterId, context.signal);
      if (facts.instanceDone) {
        context.say('operation.instance.done-before');
        return {};
      }
      context.say('operation.instance.running');
      await runProgram(ports.helper, ports.clock, context, { program: 'instance' });
      return {};
    },
  };
}
