import type { AgentCommand } from '../../coordinator/executor/ports.ts';
import type { ModelDatabase } from './model-node.ts';

/** What is decided by the pools of the node's own oned. */
export const readsPool: ReadonlySet<AgentCommand['rpc']> = new Set([
  'AddZoneServer',
  'AddHost',
  'RemoveHost',
  'DisableHost',
]);

/** Whether an agent finds what it is asked for in its own zone already. */
export function isDone(command: AgentCommand, { servers, hosts }: ModelDatabase): boolean {
  if (command.rpc === 'AddZoneServer') return servers.some((each) => each.endpoint === command.endpoint);
  if (command.rpc === 'RemoveZoneServer') return !servers.some((each) => each.id === command.serverId);
  if (command.rpc === 'AddHost') return hosts.some((each) => each.name === command.name);
  return command.rpc === 'RemoveHost' && !hosts.some((each) => each.id === command.hostId);
}
