import { toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import type { ClusterVariables } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { AgentPorts } from './agent-ports.ts';

const nothing = { name: '', domain: '', address: '', netmask: '', nodes: [], index: 0, vip: '', vipName: '' };

/** This node's config.eol, or what is wrong with it; undefined on a platform without Creole. */
export async function ownVariables(ports: AgentPorts): Promise<ClusterVariables | undefined> {
  if (ports.platform !== 'eole') return undefined;
  try {
    const variables = await ports.helper.readClusterVariables();
    return { ...variables, nodes: [...variables.nodes], error: undefined };
  } catch (error) {
    return { ...nothing, error: { ...toErrorRecord(error), text: '' } };
  }
}
