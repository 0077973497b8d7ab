import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where agent.yaml lies: /etc/hapy, or DIR when everything is to lie under one folder. A whole cluster on one
 * machine has a folder for each node under DIR/nodes; `node` says which one is meant.
 */
export function configIn(directory: string | undefined, node?: string): string {
  if (directory === undefined || directory === '') return '/etc/hapy/agent.yaml';
  const own = join(directory, 'agent.yaml');
  const ofNode = node === undefined ? own : join(directory, 'nodes', node, 'agent.yaml');
  return existsSync(own) ? own : ofNode;
}
