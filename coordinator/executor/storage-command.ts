import type { DatastoreKind } from '../../services/domain/storage/storage-spec.ts';
import type { Brick } from '../../services/domain/storage/storage-state.ts';
import type { StorageActionKind, StorageStep } from '../../services/domain/storage/storage-step.ts';
import type { AgentCommand } from './ports.ts';

/** What an action of the storage asks of an agent: all of it stands in the plan, so that its hash covers it. */
export function storageCommand(
  kind: StorageActionKind,
  parameters: Readonly<Record<string, string>>,
): AgentCommand {
  if (kind === 'declare-datastore') {
    const type: DatastoreKind = parameters['kind'] === 'system' ? 'system' : 'image';
    return { rpc: 'DeclareDatastore', name: of(parameters, 'name'), type };
  }
  return { rpc: 'ChangeStorage', step: stepOf(kind, parameters) };
}

type Parameters = Readonly<Record<string, string>>;

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
