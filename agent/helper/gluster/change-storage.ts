import { basename, join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { isSettable } from '../../../services/domain/storage/volume-options.ts';
import { type Brick, brickText, isSameBrick } from '../../../services/domain/storage/storage-state.ts';
import type { StorageStep } from '../../../services/domain/storage/storage-step.ts';
import { writeDurably } from '../../durable-file.ts';
import type { HelperConfig } from '../config.ts';
import { lastLinesOf, runCommand } from '../programs/run-command.ts';
import { healFrom, poolFrom, volumesFrom } from './gluster-documents.ts';
import { mountUnit, mountUnitName } from './mount-unit.ts';
import { holdsNoFile, mountOf, readMounts } from './brick-places.ts';
import { requireAllowed } from './read-storage.ts';
import { probeStorage } from './probe-files.ts';
import { rejoinPool } from './rejoin-pool.ts';
import { outsideCall, runGluster } from './run-gluster.ts';
import { disarmReturn, stopBrick } from './stop-brick.ts';
import { folderName, makeFolder } from './volume-folder.ts';

/** glusterd gives up its own commands after two minutes. */
const commandMs = 125_000;
const systemctlMs = 130_000;

const volumeName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Does one step, or nothing where it is done already. What could lose data looks at the bricks itself, at the last
 * moment: whoever asked may have seen them a minute ago.
 *
 * @throws HapyError HAPY-E300 what no step may contain, E811, E826, E828 and E830 to E839
 */
export async function changeStorage(config: HelperConfig, step: StorageStep): Promise<void> {
  const { program, ask } = asking(config);
  switch (step.is) {
    case 'probe-peer':
      require(hostName, step.name, 'name');
      await ask('peer', 'probe', step.name);
      return;
    case 'create-volume':
      return createVolume(config, step);
    case 'set-volume-options':
      return setOptions(config, step);
    case 'start-volume': {
      const volume = await volumeOf(config, step.volume);
      if (volume.status !== 'Started') await ask('volume', 'start', step.volume);
      return;
    }
    case 'mount-volume':
      return mountVolume(config, step);
    case 'make-folder':
      require(volumeName, step.volume, 'volume');
      return makeFolder(config, step);
    case 'mount-folder':
      return mountFolder(config, step);
    case 'replace-brick':
      return replaceBrick(config, step);
    case 'add-bricks':
      return addBricks(config, step);
    case 'detach-peer': {
      require(hostName, step.name, 'name');
      const { peers } = poolFrom(await ask('pool', 'list'));
      if (!peers.some(({ names }) => names.includes(step.name))) return;
      await ask('peer', 'detach', step.name, ...(step.dead ? ['force'] : []));
      return;
    }
    case 'rejoin-pool':
      require(uuid, step.uuid, 'uuid');
      require(hostName, step.name, 'name');
      if (step.brick !== '') requireAllowed(step.brick, config.storage.brickFolders);
      return rejoinPool(config, step, program);
    case 'reset-brick':
      return resetBrick(config, step);
    case 'stop-brick':
      return stopForDrill(config, step);
    case 'start-brick':
      await volumeOf(config, step.volume);
      await ask('volume', 'start', step.volume, 'force');
      return disarmReturn(config);
    case 'write-probe':
    case 'read-probe':
    case 'clear-probe':
      return probeStorage(config, step);
  }
}

function asking(config: HelperConfig) {
  const program = config.programs.gluster;
  const call = { program, deadlineMs: commandMs };
  return { program, ask: (...words: readonly string[]) => runGluster(call, ...words) };
}

function require(form: RegExp, value: string, field: string): void {
  if (!form.test(value)) throw new HapyError('HAPY-E300', { field: `storage.${field}` });
}

function requireBricks(config: HelperConfig, bricks: readonly Brick[]): void {
  for (const { host, path } of bricks) {
    require(hostName, host, 'brick');
    requireAllowed(path, config.storage.brickFolders);
  }
}

/** @throws HapyError HAPY-E849 when there is none of that name */
async function volumeOf(config: HelperConfig, name: string) {
  require(volumeName, name, 'volume');
  const volumes = volumesFrom(await asking(config).ask('volume', 'info'));
  const volume = volumes.find((each) => each.name === name);
  if (volume === undefined) throw new HapyError('HAPY-E849', { volume: name });
  return volume;
}

type StepOf<K extends StorageStep['is']> = Extract<StorageStep, { readonly is: K }>;

async function createVolume(config: HelperConfig, step: StepOf<'create-volume'>): Promise<void> {
  const { volume, replica, bricks } = step;
  require(volumeName, volume, 'volume');
  requireBricks(config, bricks);
  if (replica < 3 || bricks.length === 0 || bricks.length % replica !== 0)
    throw new HapyError('HAPY-E300', { field: 'storage.replica' });
  const { ask } = asking(config);
  const known = volumesFrom(await ask('volume', 'info')).find(({ name }) => name === volume);
  if (known !== undefined) {
    const same =
      known.bricks.length === bricks.length &&
      bricks.every((brick) => known.bricks.some((each) => isSameBrick(each, brick)));
    if (same) return;
    throw new HapyError('HAPY-E822', { volume, bricks: known.bricks.map(brickText).join(', ') });
  }
  // A brick on the root disk was warned of in the preflight; GlusterFS refuses it without this word. All else
  // that the word would let pass (a brick with files, or of another volume) was looked at there and is refused.
  await ask('volume', 'create', volume, 'replica', String(replica), ...bricks.map(brickText), 'force');
}

async function setOptions(config: HelperConfig, { volume: name, options }: StepOf<'set-volume-options'>) {
  const volume = await volumeOf(config, name);
  const wanted = Object.entries(options).filter(([key, value]) => volume.options[key] !== value);
  for (const [key, value] of wanted) {
    if (!isSettable(key, value)) throw new HapyError('HAPY-E807', { option: key, value, where: name });
  }
  if (wanted.length > 0) await asking(config).ask('volume', 'set', name, ...wanted.flat());
}

/**
 * The number of a datastore is known only now, so nobody has looked at its place before: what lies there would be hidden.
 *
 * @throws HapyError HAPY-E826
 */
async function mountFolder(config: HelperConfig, step: StepOf<'mount-folder'>): Promise<void> {
  const { folder, path } = step;
  require(folderName, folder, 'folder');
  requireAllowed(path, config.storage.mountFolders);
  if (basename(path) !== folder) throw new HapyError('HAPY-E300', { field: 'storage.path' });
  const mounted = mountOf(path, await readMounts());
  if (mounted?.point !== path && !(await holdsNoFile(path))) throw new HapyError('HAPY-E826', { path });
  return mountVolume(config, step);
}

async function mountVolume(
  config: HelperConfig,
  step: StepOf<'mount-volume'> | StepOf<'mount-folder'>,
): Promise<void> {
  const { volume, path, servers } = step;
  require(volumeName, volume, 'volume');
  requireAllowed(path, config.storage.mountFolders);
  if (servers.length === 0) throw new HapyError('HAPY-E300', { field: 'storage.servers' });
  for (const server of servers) require(hostName, server, 'servers');
  const unit = mountUnitName(path);
  await writeDurably(join(config.storage.unitDirectory, unit), mountUnit(step), { mode: 0o644 });
  const { systemctl } = config.programs;
  for (const words of [['daemon-reload'], ['enable', unit], ['start', unit]]) {
    const signal = AbortSignal.timeout(systemctlMs);
    const { exitCode, output } = await runCommand([systemctl, ...words], { signal });
    if (exitCode !== 0)
      throw new HapyError('HAPY-E835', { path, unit, reason: lastLinesOf(output) || String(exitCode) });
  }
  const mounted = (await readMounts()).some(
    ({ point, filesystem }) => point === path && filesystem === 'fuse.glusterfs',
  );
  if (!mounted) throw new HapyError('HAPY-E835', { path, unit, reason: 'not mounted' });
}

async function replaceBrick(config: HelperConfig, step: StepOf<'replace-brick'>): Promise<void> {
  const { volume: name, old, new: brick, dead } = step;
  requireBricks(config, [old, brick]);
  const volume = await volumeOf(config, name);
  const has = (wanted: Brick) => volume.bricks.some((each) => isSameBrick(each, wanted));
  if (has(brick) && !has(old)) return;
  await requireHealed(config, name, dead ? old : undefined);
  await asking(config).ask(
    'volume',
    'replace-brick',
    name,
    brickText(old),
    brickText(brick),
    'commit',
    'force',
  );
}

async function addBricks(
  config: HelperConfig,
  { volume: name, bricks }: StepOf<'add-bricks'>,
): Promise<void> {
  requireBricks(config, bricks);
  const volume = await volumeOf(config, name);
  const missing = bricks.filter((brick) => !volume.bricks.some((each) => isSameBrick(each, brick)));
  if (missing.length === 0) return;
  if (missing.length % volume.replica !== 0) throw new HapyError('HAPY-E300', { field: 'storage.bricks' });
  await requireHealed(config, name, undefined);
  await asking(config).ask('volume', 'add-brick', name, ...missing.map(brickText), 'force');
}

async function resetBrick(
  config: HelperConfig,
  { volume: name, brick }: StepOf<'reset-brick'>,
): Promise<void> {
  requireBricks(config, [brick]);
  await volumeOf(config, name);
  const { ask } = asking(config);
  const healing = healFrom(await runGluster(outsideCall(config), 'volume', 'heal', name, 'info', 'summary'));
  if (healing.some((each) => isSameBrick(each, brick) && each.connected)) return;
  await requireHealed(config, name, brick);
  const text = brickText(brick);
  await ask('volume', 'reset-brick', name, text, 'start');
  await ask('volume', 'reset-brick', name, text, text, 'commit', 'force');
}

/** Only of a volume that is whole: with another copy missing nobody could write any more. */
async function stopForDrill(
  config: HelperConfig,
  { volume: name, brick }: StepOf<'stop-brick'>,
): Promise<void> {
  requireBricks(config, [brick]);
  await volumeOf(config, name);
  const healing = healFrom(await runGluster(outsideCall(config), 'volume', 'heal', name, 'info', 'summary'));
  const away = healing.some((each) => isSameBrick(each, brick) && !each.connected);
  await requireHealed(config, name, away ? brick : undefined);
  await stopBrick(config, brick, volumesFrom(await asking(config).ask('volume', 'info')), name);
}

/**
 * Nothing is exchanged while another brick lacks something (GlusterFS issue 895 lost data that way). Where `without`
 * is dead, the others must at least know of the same: what is to be healed is then missing on it alone.
 *
 * @throws HapyError HAPY-E834
 */
async function requireHealed(
  config: HelperConfig,
  volume: string,
  without: Brick | undefined,
): Promise<void> {
  const bricks = healFrom(await runGluster(outsideCall(config), 'volume', 'heal', volume, 'info', 'summary'));
  const others = bricks.filter((brick) => without === undefined || !isSameBrick(brick, without));
  const pending = others.map((brick) => brick.pending);
  const agree = without === undefined ? pending.every((count) => count === 0) : new Set(pending).size === 1;
  const fine = others.every(({ connected, splitBrain }) => connected && splitBrain === 0) && agree;
  if (fine) return;
  const counts = bricks.map((brick) =>
    brick.connected ? `${brick.host} ${brick.pending}` : `${brick.host} -`,
  );
  throw new HapyError('HAPY-E834', { volume, counts: counts.join(', ') });
}
