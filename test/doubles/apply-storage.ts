import assert from 'node:assert/strict';

import type { AgentCommand } from '../../coordinator/executor/ports.ts';
import { type ModelNode, nextId } from './model-node.ts';
import type { ModelRaft } from './model-raft.ts';
import type { ModelStorage } from './model-storage.ts';

interface World {
  readonly storage: ModelStorage;
  readonly raft: ModelRaft;
  readonly nodes: ReadonlyMap<string, ModelNode>;
}

/** What a step of the storage does to a model world when all goes well. */
export function applyStorage(
  { storage, raft, nodes }: World,
  command: AgentCommand,
  at: ModelNode,
): void | Promise<void> {
  if (command.rpc === 'ChangeStorage') return storage.apply(command.step, at, nodes);
  assert(command.rpc === 'DeclareDatastore');
  const { name, type } = command;
  return raft.write(at, ({ datastores = [] }) => {
    if (datastores.some((each) => each.name === name)) return {};
    const drivers = { type: type === 'system' ? 1 : 0, dsMad: 'fs', tmMad: 'shared' };
    return { datastores: [...datastores, { id: nextId(datastores), name, ...drivers }] };
  });
}
