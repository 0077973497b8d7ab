import type {
  HealBrick,
  StoragePeer,
  StorageVolume,
} from '../../../services/domain/storage/storage-state.ts';
import { childOf, childrenOf, type Element, integerAt, lineAt, textAt } from '../../bounded-xml.ts';

// What `gluster --xml` answers (GlusterFS 7 to 11; cli/src/cli-xml-output.c of its source). Recorded answers of a
// real one stand beside the tests.

/** `gluster pool list`: this node's own entry is called localhost. */
export function poolFrom(document: Element): {
  readonly uuid: string;
  readonly peers: readonly StoragePeer[];
} {
  const peers = childrenOf(childOf(document, 'peerStatus'), 'peer').map((peer) => ({
    uuid: lineAt(peer, 'uuid'),
    names: namesOf(peer),
    connected: integerAt(peer, ['connected'], 0) === 1,
    state: lineAt(peer, 'stateStr'),
  }));
  const own = peers.find(({ names }) => names.includes('localhost'));
  return { uuid: own?.uuid ?? '', peers: peers.filter((peer) => peer !== own) };
}

function namesOf(peer: Element): readonly string[] {
  const listed = childrenOf(childOf(peer, 'hostnames'), 'hostname').map(({ text }) => text.trim());
  return [...new Set([lineAt(peer, 'hostname'), ...listed])].filter((name) => name !== '');
}

/** `gluster volume info`. */
export function volumesFrom(document: Element): readonly StorageVolume[] {
  const volumes = childOf(childOf(document, 'volInfo'), 'volumes');
  return childrenOf(volumes, 'volume').map((volume) => ({
    name: lineAt(volume, 'name'),
    id: lineAt(volume, 'id'),
    status: lineAt(volume, 'statusStr'),
    replica: integerAt(volume, ['replicaCount'], 1),
    bricks: childrenOf(childOf(volume, 'bricks'), 'brick').map((brick) => brickFrom(lineAt(brick, 'name'))),
    options: Object.fromEntries(
      childrenOf(childOf(volume, 'options'), 'option').map((option) => [
        lineAt(option, 'name'),
        lineAt(option, 'value'),
      ]),
    ),
  }));
}

/** `gluster volume heal VOLUME info summary`. A brick that is not reached has "-" for its numbers. */
export function healFrom(document: Element): readonly HealBrick[] {
  const bricks = childOf(childOf(document, 'healInfo'), 'bricks');
  return childrenOf(bricks, 'brick').map((brick) => ({
    ...brickFrom(lineAt(brick, 'name')),
    connected: lineAt(brick, 'status') === 'Connected',
    pending: integerAt(brick, ['totalNumberOfEntries'], 0),
    splitBrain: integerAt(brick, ['numberOfEntriesInSplitBrain'], 0),
  }));
}

/**
 * `gluster volume heal VOLUME info split-brain`: the paths of files; those without one are named by their id. A brick that
 * was away may know by its id only what another names: where enough are named, ids say nothing more.
 */
export function splitBrainFrom(document: Element): readonly string[] {
  const bricks = childOf(childOf(document, 'healInfo'), 'bricks');
  const lists = childrenOf(bricks, 'brick').map((brick) =>
    childrenOf(brick, 'file')
      .map((file) => lineAt({ ...file, children: [file], name: '' }, 'file'))
      .filter((file) => file !== ''),
  );
  const files = [...new Set(lists.flat())].sort();
  const named = files.filter((file) => !file.startsWith('<gfid:'));
  return lists.every(({ length }) => length <= named.length) ? named : files;
}

/** Why gluster refused, empty when it did not. */
export function refusalIn(document: Element): string {
  if (document.name !== 'cliOutput') throw new Error(`element ${document.name}`);
  if (integerAt(document, ['opRet'], 0) === 0) return '';
  return lineAt(document, 'opErrstr') || `errno ${textAt(document, 'opErrno')}`;
}

/** "host:/path" */
export function brickFrom(text: string): { readonly host: string; readonly path: string } {
  const colon = text.indexOf(':/');
  return { host: text.slice(0, colon), path: text.slice(colon + 1) };
}
