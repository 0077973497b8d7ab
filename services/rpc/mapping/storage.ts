import { HapyError } from '../../base/errors/hapy-error.ts';
import type { Datastore, StoragePlaces, StorageState } from '../../domain/storage/storage-state.ts';
import type { ProbeStep, StorageStep } from '../../domain/storage/storage-step.ts';
import type * as state from '../gen/hapy/agent/v1/state.ts';
import type * as wire from '../gen/hapy/agent/v1/storage.ts';

/* The storage between its two shapes, like the rest of a node's state (node-state.ts). */

export function storageToProto(storage: StorageState): wire.StorageState {
  return {
    ...storage,
    observedAtMs: BigInt(storage.observedAtMs),
    peers: storage.peers.map((peer) => ({ ...peer, names: [...peer.names] })),
    volumes: storage.volumes.map((volume) => ({
      ...volume,
      bricks: volume.bricks.map((brick) => ({ ...brick })),
      options: { ...volume.options },
    })),
    bricks: storage.bricks.map((brick) => ({
      ...brick,
      folders: [...brick.folders],
      freeBytes: BigInt(brick.freeBytes),
      totalBytes: BigInt(brick.totalBytes),
    })),
    mounts: storage.mounts.map((mount) => ({ ...mount })),
    heals: storage.heals.map((heal) => ({
      ...heal,
      observedAtMs: BigInt(heal.observedAtMs),
      bricks: heal.bricks.map((brick) => ({
        ...brick,
        pending: BigInt(brick.pending),
        splitBrain: BigInt(brick.splitBrain),
      })),
      splitBrainFiles: [...heal.splitBrainFiles],
    })),
  };
}

export function storageFromProto(message: wire.StorageState): StorageState {
  return {
    ...message,
    observedAtMs: Number(message.observedAtMs),
    bricks: message.bricks.map((brick) => ({
      ...brick,
      freeBytes: Number(brick.freeBytes),
      totalBytes: Number(brick.totalBytes),
    })),
    heals: message.heals.map((heal) => ({
      ...heal,
      observedAtMs: Number(heal.observedAtMs),
      bricks: heal.bricks.map((brick) => ({
        ...brick,
        pending: Number(brick.pending),
        splitBrain: Number(brick.splitBrain),
      })),
    })),
  };
}

export function datastoresToProto(datastores: readonly Datastore[]): state.Datastore[] {
  return datastores.map((datastore) => ({ ...datastore }));
}

export function placesToProto(places: StoragePlaces): wire.StoragePlaces {
  const { brickFreeBytes, filledMounts } = places;
  return { ...places, brickFreeBytes: BigInt(brickFreeBytes), filledMounts: [...filledMounts] };
}

export function placesFromProto(message: wire.StoragePlaces): StoragePlaces {
  return { ...message, brickFreeBytes: Number(message.brickFreeBytes) };
}

export function stepToProto(step: StorageStep): wire.StorageStep {
  switch (step.is) {
    case 'probe-peer':
      return { step: { $case: 'probePeer', value: { name: step.name } } };
    case 'create-volume': {
      const { volume, replica } = step;
      return { step: { $case: 'createVolume', value: { volume, replica, bricks: copies(step.bricks) } } };
    }
    case 'set-volume-options':
      return {
        step: { $case: 'setVolumeOptions', value: { volume: step.volume, options: { ...step.options } } },
      };
    case 'start-volume':
      return { step: { $case: 'startVolume', value: { volume: step.volume } } };
    case 'mount-volume': {
      const { volume, path, servers } = step;
      return { step: { $case: 'mountVolume', value: { volume, path, servers: [...servers] } } };
    }
    case 'make-folder':
      return { step: { $case: 'makeFolder', value: { volume: step.volume, folder: step.folder } } };
    case 'mount-folder': {
      const { volume, folder, path, servers } = step;
      return { step: { $case: 'mountFolder', value: { volume, folder, path, servers: [...servers] } } };
    }
    case 'replace-brick': {
      const { volume, dead } = step;
      const value = { volume, dead, old: { ...step.old }, new: { ...step.new } };
      return { step: { $case: 'replaceBrick', value } };
    }
    case 'add-bricks':
      return { step: { $case: 'addBricks', value: { volume: step.volume, bricks: copies(step.bricks) } } };
    case 'detach-peer':
      return { step: { $case: 'detachPeer', value: { name: step.name, dead: step.dead } } };
    case 'rejoin-pool':
      return {
        step: { $case: 'rejoinPool', value: { uuid: step.uuid, name: step.name, brick: step.brick } },
      };
    case 'reset-brick':
      return { step: { $case: 'resetBrick', value: { volume: step.volume, brick: { ...step.brick } } } };
    case 'stop-brick':
      return { step: { $case: 'stopBrick', value: { volume: step.volume, brick: { ...step.brick } } } };
    case 'start-brick':
      return { step: { $case: 'startBrick', value: { volume: step.volume } } };
    case 'write-probe':
      return { step: { $case: 'writeProbe', value: probeOf(step) } };
    case 'read-probe':
      return { step: { $case: 'readProbe', value: probeOf(step) } };
    case 'clear-probe':
      return { step: { $case: 'clearProbe', value: probeOf(step) } };
  }
}

/** @throws HapyError HAPY-E300 when there is none that this version knows */
export function stepFromProto(message: wire.StorageStep | undefined): StorageStep {
  const step = message?.step;
  switch (step?.$case) {
    case 'probePeer':
      return { is: 'probe-peer', ...step.value };
    case 'createVolume':
      return { is: 'create-volume', ...step.value };
    case 'setVolumeOptions':
      return { is: 'set-volume-options', ...step.value };
    case 'startVolume':
      return { is: 'start-volume', ...step.value };
    case 'mountVolume':
      return { is: 'mount-volume', ...step.value };
    case 'makeFolder':
      return { is: 'make-folder', ...step.value };
    case 'mountFolder':
      return { is: 'mount-folder', ...step.value };
    case 'replaceBrick': {
      const { volume, dead, old } = step.value;
      return { is: 'replace-brick', volume, dead, old: present(old), new: present(step.value.new) };
    }
    case 'addBricks':
      return { is: 'add-bricks', ...step.value };
    case 'detachPeer':
      return { is: 'detach-peer', ...step.value };
    case 'rejoinPool':
      return { is: 'rejoin-pool', ...step.value };
    case 'resetBrick':
      return { is: 'reset-brick', volume: step.value.volume, brick: present(step.value.brick) };
    case 'stopBrick':
      return { is: 'stop-brick', volume: step.value.volume, brick: present(step.value.brick) };
    case 'startBrick':
      return { is: 'start-brick', ...step.value };
    case 'writeProbe':
      return { is: 'write-probe', ...step.value };
    case 'readProbe':
      return { is: 'read-probe', ...step.value };
    case 'clearProbe':
      return { is: 'clear-probe', ...step.value };
    case undefined:
      throw new HapyError('HAPY-E300', { field: 'step' });
  }
}

function probeOf({ path, seed }: ProbeStep): wire.Probe {
  return { path, seed };
}

function copies(bricks: readonly wire.StorageBrick[]): wire.StorageBrick[] {
  return bricks.map((brick) => ({ ...brick }));
}

function present(brick: wire.StorageBrick | undefined): wire.StorageBrick {
  if (brick === undefined) throw new HapyError('HAPY-E300', { field: 'step.brick' });
  return brick;
}
