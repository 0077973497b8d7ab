import { holdsIn } from '../holds.ts';
import { leaderPlace } from '../place.ts';
import type { SpecNode } from '../spec.ts';
import { brickOf, stewardOf, wantedBricks } from '../storage/storage-view.ts';
import { isPerDatastore, mountLocation } from '../storage/storage-mounts.ts';
import type { StorageDraft } from './storage-draft.ts';

/** Of more than these, one answers. */
const serversMax = 5;

/**
 * The volume mounted on every node, and the datastores on it. Mounted as a whole it is there before OpenNebula is told of
 * a datastore. Each mounted for itself, it is the other way about: only oned gives a datastore the number that its
 * folder is called by.
 */
export function draftMounts(parts: StorageDraft, volume: readonly string[]): void {
  if (isPerDatastore(parts.storage)) {
    draftFolderMounts(parts, draftDatastores(parts, volume));
    return;
  }
  const mounted = parts.nodes.flatMap((node) => draftMount(parts, node, volume));
  draftDatastores(parts, mounted.length > 0 ? [...new Set(mounted)] : volume);
}

function draftMount(parts: StorageDraft, node: SpecNode, after: readonly string[]): readonly string[] {
  const { draft, snapshot, storage } = parts;
  const mounted = { is: 'volume-mounted', node: node.name } as const;
  if (holdsIn(mounted, snapshot)) return [];
  const { volume, mount: path } = storage;
  const id = draft.add({
    kind: 'mount-volume',
    node: node.name,
    parameters: { volume, path, servers: serversFor(parts, node) },
    after,
    precondition: [{ is: 'volume-started' }],
    postcondition: [mounted],
  });
  return [id];
}

function serversFor({ snapshot, storage }: StorageDraft, { name, fqdn }: SpecNode): string {
  const hosts = wantedBricks(storage, snapshot).map(({ host }) => host);
  // A node with a brick asks itself first; the others are asked when its own daemon is down.
  const servers =
    brickOf(name, snapshot) === undefined ? hosts : [fqdn, ...hosts.filter((host) => host !== fqdn)];
  return servers.slice(0, serversMax).join(' ');
}

/** Each is a write through the leader, like every change of the zone. */
function draftDatastores(
  { draft, snapshot, storage }: StorageDraft,
  after: readonly string[],
): readonly string[] {
  let before = after;
  for (const { name, kind } of storage.datastores) {
    const declared = { is: 'datastore-declared', name } as const;
    if (holdsIn(declared, snapshot)) continue;
    const id = draft.add({
      kind: 'declare-datastore',
      purpose: name,
      node: '',
      at: leaderPlace,
      parameters: { name, kind },
      after: before,
      precondition: [{ is: 'zone-led' }, { is: 'volume-started' }],
      postcondition: [declared],
    });
    before = [id];
  }
  return before;
}

/** First the folders, which nothing else makes, then on each node one mount after the other. */
function draftFolderMounts(parts: StorageDraft, declared: readonly string[]): void {
  const { draft, snapshot, storage, nodes } = parts;
  const { volume } = storage;
  const names = storage.datastores.map(({ name }) => name);
  let folders = declared;
  for (const name of names) {
    const made = { is: 'folder-made', name } as const;
    if (holdsIn(made, snapshot)) continue;
    const id = draft.add({
      kind: 'make-folder',
      purpose: name,
      node: stewardOf(snapshot).name,
      parameters: { volume, datastore: name },
      after: folders,
      precondition: [{ is: 'volume-started' }, { is: 'datastore-declared', name }],
      postcondition: [made],
    });
    folders = [id];
  }
  for (const node of nodes) {
    let before = folders;
    for (const name of names) {
      const mounted = { is: 'datastore-mounted', node: node.name, name } as const;
      if (holdsIn(mounted, snapshot)) continue;
      const servers = serversFor(parts, node);
      const id = draft.add({
        kind: 'mount-folder',
        purpose: name,
        node: node.name,
        parameters: { volume, datastore: name, location: mountLocation(storage), servers },
        after: before,
        precondition: [{ is: 'volume-started' }, { is: 'folder-made', name }],
        postcondition: [mounted],
      });
      before = [id];
    }
  }
}
