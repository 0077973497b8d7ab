import { ConfigurePeerSshRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';

/** Lets oneadmin reach the other nodes by SSH, as OpenNebula's own drivers do. Repeating it changes nothing. */
export function configurePeerSsh(ports: AgentPorts): OperationKind<ConfigurePeerSshRequest> {
  return {
    kind: 'ConfigurePeerSsh',
    codec: ConfigurePeerSshRequest,
    defaultDeadlineMs: 30_000,
    resumable: true,
    run: async ({ peers }, context) => {
      context.say('operation.ssh.merging', { count: peers.length });
      return { peers_digest: await ports.helper.mergePeerSsh(peers) };
    },
  };
}
