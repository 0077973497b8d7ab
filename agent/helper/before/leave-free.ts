import type { HelperConfig } from '../config.ts';
import { readIdentity, unreadable } from '../identity.ts';
import { SeedStore } from '../seeds/seed-store.ts';
import { BeforeStore } from './before-store.ts';

/**
 * Called before the guard of this node is given to a cluster: where it was free, nothing of ours is in the
 * configuration yet, and it is kept as it is. The same is true of a guard that is held with nothing kept: a
 * `restore-server` was stopped there when all was back in place but the guard not yet free.
 *
 * A guard that a person has freed by hand, while a seed of that very cluster is still in place, is no new
 * beginning: what was kept before the seed is the only copy of the administrator's database.
 */
export async function leaveFree(config: HelperConfig, clusterId: string): Promise<void> {
  const identity = await readIdentity(config.identityFile);
  if (identity === unreadable || identity.state === 'solo' || identity.state === 'member') return;
  const store = new BeforeStore(config);
  const content = await store.content();
  if (identity.state === 'held' && (content ?? (await store.configuration())) !== undefined) return;
  const imported = await new SeedStore(config.stateDirectory).last('imported');
  if (content?.clusterId === clusterId && imported?.clusterId === clusterId) return;
  await store.keepConfiguration(clusterId);
}
