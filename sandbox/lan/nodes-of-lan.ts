import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Machine, readMachine } from '../double/machine.ts';
import { nodePaths } from '../double/node-paths.ts';

/** A machine on the lan with the folder of its state. */
export interface LanNode {
  readonly root: string;
  readonly machine: Machine;
}

/** The nodes under DIR/nodes, in index order; one that is still being made is not on the lan yet. */
export function nodesOfLan(nodesDirectory: string): LanNode[] {
  if (!existsSync(nodesDirectory)) return [];
  return readdirSync(nodesDirectory)
    .map((name) => join(nodesDirectory, name, 'root'))
    .filter((root) => existsSync(nodePaths(root).machine))
    .map((root) => ({ root, machine: readMachine(root) }))
    .sort((a, b) => a.machine.index - b.machine.index);
}
