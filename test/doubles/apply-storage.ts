import assert from 'node:assert/strict';

import { storageCommand } from '../../coordinator/executor/storage-command.ts';
import type { Observed } from '../../services/domain/observed.ts';
import { Snapshot } from '../../services/domain/snapshot.ts';
import type { Spec } from '../../services/domain/spec.ts';
import { type ModelNode, nextId } from './model-node.ts';
import type { ModelRaft } from './model-raft.ts';
import type { ModelStorage } from './model-storage.ts';

interface World {
  readonly spec: Spec;
  readonly storage: ModelStorage;
  readonly raft: ModelRaft;
  readonly nodes: ReadonlyMap<string, ModelNode>;
  observe(): Observed;
}

/** What a step of the storage does to a model world when all goes well. */
export function applyStorage(
  world: World,
  action: Parameters<typeof storageCommand>[0],
  at: ModelNode,
): void | Promise<void> {
  const { storage, raft, nodes } = world;
  const command = storageCommand(action, new Snapshot(world.spec, world.observe()));
  if (command.rpc === 'ChangeStorage') return storage.apply(command.step, at, nodes);
  assert(command.rpc === 'DeclareDatastore');
  const { name, type } = command;
  return raft.write(at, ({ datastores = [] }) => {
    if (datastores.some((each) => each.name === name)) return {};
    const drivers = { type: type === 'system' ? 1 : 0, dsMad: 'fs', tmMad: 'shared' };
    return { datastores: [...datastores, { id: nextId(datastores), name, ...drivers }] };
  });
}
