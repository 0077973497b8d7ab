import assert from 'node:assert/strict';

import { Snapshot } from '../../services/domain/snapshot.ts';
import { isMounted } from '../../services/domain/storage/storage-mounts.ts';
import type { ModelWorld } from './model-world.ts';

/** Every node has mounted what the spec wants, in whichever way, and nothing else of the volume. */
export function assertMounted(world: ModelWorld): void {
  const { spec, storage } = world;
  const snapshot = new Snapshot(spec, world.observe());
  const count = spec.storage?.mount === 'per-datastore' ? spec.storage.datastores.length : 1;
  for (const { name } of spec.nodes) {
    assert.ok(isMounted(snapshot.state(name), snapshot), `mounted on ${name}`);
    assert.equal(storage.mounted.get(name)?.size, count, `mounts of ${name}`);
  }
}
