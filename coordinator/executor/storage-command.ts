import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Snapshot } from '../../services/domain/snapshot.ts';
import { datastoreMount } from '../../services/domain/storage/storage-mounts.ts';
import type { DatastoreKind } from '../../services/domain/storage/storage-spec.ts';
import type { Brick } from '../../services/domain/storage/storage-state.ts';
import type { StorageActionKind, StorageStep } from '../../services/domain/storage/storage-step.ts';
import type { AgentCommand } from './ports.ts';

/**
 * What an action of the storage asks of an agent: all of it stands in the plan, so that its hash covers it. Only the number
 * of a datastore does not, for oned gives it while the plan is carried out.
 *
 * @throws HapyError HAPY-E827
 */
export function storageCommand(
  { kind, parameters: planned }: { readonly kind: StorageActionKind; readonly parameters: Parameters },
  snapshot: Snapshot,
): AgentCommand {
  const parameters = { ...planned, ...placeOf(planned, snapshot) };
  if (kind === 'declare-datastore') {
    const type: DatastoreKind = parameters['kind'] === 'system' ? 'system' : 'image';
    return { rpc: 'DeclareDatastore', name: of(parameters, 'name'), type };
  }
  return { rpc: 'ChangeStorage', step: stepOf(kind, parameters) };
}

type Parameters = Readonly<Record<string, string>>;

/** The folder of the datastore that the parameters name, and where it is mounted. */
function placeOf({ datastore }: Parameters, snapshot: Snapshot): Parameters {
  if (datastore === undefined) return {};
  const mount = datastoreMount(datastore, snapshot);
  if (mount === undefined) throw new HapyError('HAPY-E827', { name: datastore });
  return { folder: mount.folder, path: mount.path };
}

function stepOf(kind: StorageStep['is'], parameters: Parameters): StorageStep {
  const volume = of(parameters, 'volume');
  const name = of(parameters, 'name');
  const dead = of(parameters, 'dead') === 'true';
  switch (kind) {
    case 'probe-peer':
      return { is: kind, name };
    case 'create-volume':
      return {
        is: kind,
        volume,
        replica: Number(parameters['replica']),
        bricks: bricksIn(parameters, 'bricks'),
      };
    case 'set-volume-options': {
      const options = Object.entries(parameters).filter(([name]) => name !== 'volume');
      return { is: kind, volume, options: Object.fromEntries(options) };
    }
    case 'start-volume':
      return { is: kind, volume };
    case 'mount-volume':
      return { is: kind, volume, path: of(parameters, 'path'), servers: wordsIn(parameters, 'servers') };
    case 'make-folder':
      return { is: kind, volume, folder: of(parameters, 'folder') };
    case 'mount-folder': {
      const folder = of(parameters, 'folder');
      const servers = wordsIn(parameters, 'servers');
      return { is: kind, volume, folder, path: of(parameters, 'path'), servers };
    }
    case 'replace-brick':
      return { is: kind, volume, old: brickIn(parameters, 'old'), new: brickIn(parameters, 'new'), dead };
    case 'add-bricks':
      return { is: kind, volume, bricks: bricksIn(parameters, 'bricks') };
    case 'detach-peer':
      return { is: kind, name, dead };
    case 'rejoin-pool':
      return { is: kind, name, uuid: of(parameters, 'uuid'), brick: of(parameters, 'brick') };
    case 'reset-brick':
    case 'stop-brick':
      return { is: kind, volume, brick: brickIn(parameters, 'brick') };
    case 'start-brick':
      return { is: kind, volume };
    case 'write-probe':
    case 'read-probe':
    case 'clear-probe':
      // A plan knows of no run: the agent takes the run's own id, so that no two drills write the same.
      return { is: kind, path: of(parameters, 'path'), seed: '' };
  }
}

function of(parameters: Parameters, name: string): string {
  return parameters[name] ?? '';
}

function wordsIn(parameters: Parameters, name: string): readonly string[] {
  return of(parameters, name)
    .split(' ')
    .filter((word) => word !== '');
}

function bricksIn(parameters: Parameters, name: string): readonly Brick[] {
  return wordsIn(parameters, name).map(brickFrom);
}

function brickIn(parameters: Parameters, name: string): Brick {
  return brickFrom(of(parameters, name));
}

/** "host:/path" */
function brickFrom(text: string): Brick {
  const colon = text.indexOf(':');
  return { host: text.slice(0, colon), path: text.slice(colon + 1) };
}
