import type { StorageBrick, StorageStep } from '../services/rpc/gen/hapy/agent/v1/storage.ts';

const bricksMax = 256;
const optionsMax = 64;
const volumeName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The number of a datastore: nothing else has a folder of the volume to itself. */
const folderName = /^[0-9]{1,10}$/;
/** The id of a run. */
const probeSeed = /^[A-Za-z0-9-]{0,64}$/;
/** Words of `gluster volume set`; which of them may be set is the helper's list. */
const optionName = /^[a-z0-9][a-z0-9._-]{0,99}$/;
/** A list of addresses is one, too. */
const optionValue = /^[A-Za-z0-9][A-Za-z0-9._%,-]{0,2047}$/;

/** Absolute, of plain characters, without a step upwards. Which folders may hold it is the helper's configuration. */
export function isPlainPath(path: string): boolean {
  return path.length <= 1_024 && /^(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/.test(path);
}

/** What is wrong about a step of the storage: the field, or '' where nothing is. */
export function wrongStep(message: StorageStep | undefined): string {
  const step = message?.step;
  switch (step?.$case) {
    case 'probePeer':
    case 'detachPeer':
      return wrong('name', hostName.test(step.value.name));
    case 'createVolume':
    case 'addBricks':
      return wrongVolume(step.value.volume) || wrong('bricks', areBricks(step.value.bricks));
    case 'setVolumeOptions': {
      const options = Object.entries(step.value.options);
      const formed = options.every(([name, value]) => optionName.test(name) && optionValue.test(value));
      return wrongVolume(step.value.volume) || wrong('options', formed && options.length <= optionsMax);
    }
    case 'startVolume':
    case 'startBrick':
      return wrongVolume(step.value.volume);
    case 'mountVolume': {
      const { volume, path, servers } = step.value;
      return wrongVolume(volume) || wrong('path', isPlainPath(path)) || wrong('servers', areServers(servers));
    }
    case 'makeFolder':
      return wrongVolume(step.value.volume) || wrong('folder', folderName.test(step.value.folder));
    case 'mountFolder': {
      const { volume, folder, path, servers } = step.value;
      const placed = folderName.test(folder) && isPlainPath(path) && path.endsWith(`/${folder}`);
      return wrongVolume(volume) || wrong('folder', placed) || wrong('servers', areServers(servers));
    }
    case 'replaceBrick': {
      const { volume, old, new: next } = step.value;
      return wrongVolume(volume) || wrong('bricks', isBrick(old) && isBrick(next));
    }
    case 'rejoinPool':
      return wrong('uuid', uuid.test(step.value.uuid)) || wrong('name', hostName.test(step.value.name));
    case 'resetBrick':
    case 'stopBrick':
      return wrongVolume(step.value.volume) || wrong('brick', isBrick(step.value.brick));
    case 'writeProbe':
    case 'readProbe':
    case 'clearProbe': {
      const { path, seed } = step.value;
      return wrong('path', isPlainPath(path)) || wrong('seed', probeSeed.test(seed));
    }
    case undefined:
      return 'step';
  }
}

function wrong(field: string, isRight: boolean): string {
  return isRight ? '' : `step.${field}`;
}

function wrongVolume(name: string): string {
  return wrong('volume', volumeName.test(name));
}

function areServers(servers: readonly string[]): boolean {
  return servers.length > 0 && servers.length <= bricksMax && servers.every((each) => hostName.test(each));
}

function areBricks(bricks: readonly StorageBrick[]): boolean {
  return bricks.length > 0 && bricks.length <= bricksMax && bricks.every(isBrick);
}

function isBrick(brick: StorageBrick | undefined): boolean {
  return brick !== undefined && hostName.test(brick.host) && isPlainPath(brick.path);
}
