import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { StoragePeer } from '../../../services/domain/storage/storage-state.ts';
import { writeDurably } from '../../durable-file.ts';
import type { HelperConfig } from '../config.ts';
import { lastLinesOf, runCommand } from '../programs/run-command.ts';
import { poolFrom, volumesFrom } from './gluster-documents.ts';
import { runGluster } from './run-gluster.ts';

const infoFile = 'glusterd.info';
const systemctlMs = 60_000;
const probeMs = 125_000;
const answersWithinMs = 60_000;
const lookEveryMs = 500;

/** A start of the daemon in the middle of a handshake spoils it; then everything is begun anew, so often in all. */
const attempts = 3;
const joined = 'Peer in Cluster';
const refused = 'Peer Rejected';

interface Daemon {
  readonly config: HelperConfig;
  readonly program: string;
  /** How long a handshake may take. */
  readonly settlesWithinMs: number;
}

interface Rejoining {
  readonly uuid: string;
  /** Of a member of the pool. */
  readonly name: string;
  /** Where the node's brick lies when its disk is empty, else "". */
  readonly brick: string;
}

/**
 * Gives this node's daemon the identity that its pool knows and has it learn everything else from a member: the way
 * that GlusterFS's own documents describe for a refused peer and for a machine with an old name and an empty disk.
 * What is thrown away is the daemon's copy of what every member has; bricks are not touched.
 *
 * @throws HapyError HAPY-E836 a step failed; its repetition begins at the start
 */
export async function rejoinPool(
  config: HelperConfig,
  wanted: Rejoining,
  program: string,
  { settlesWithinMs } = { settlesWithinMs: 30_000 },
): Promise<void> {
  if (wanted.brick !== '') await makeBrick(wanted.brick);
  for (let attempt = 1; ; attempt += 1) {
    const unsettled = await learnAnew({ config, program, settlesWithinMs }, wanted);
    if (unsettled === '') return;
    if (attempt === attempts)
      throw new HapyError('HAPY-E836', { step: 'gluster pool list', reason: unsettled });
  }
}

/** What the daemon still says of a member that it is not in one pool with; "" when it is with all of them. */
async function learnAnew(daemon: Daemon, { uuid, name, brick }: Rejoining): Promise<string> {
  const { config, program } = daemon;
  const restarted = async () => {
    await systemctl(config, 'restart');
    return settled(daemon, name);
  };
  await systemctl(config, 'stop');
  await forgetAllBut(uuid, config.storage.glusterdDirectory);
  await systemctl(config, 'start');
  await untilItAnswers(program);
  await runGluster({ program, deadlineMs: probeMs }, 'peer', 'probe', name);
  // How far a handshake has come is on the disk, and after a start it goes on from few of its states (glusterd-sm.c of
  // GlusterFS 10.3): from these two.
  const probed = await settled(daemon);
  if (probed !== '') return probed;
  // Only a daemon that starts with its peers known fetches the volumes from them.
  const fetched = await restarted();
  if (brick === '' || fetched !== '') return fetched;
  // And only one that starts with its volumes known learns where its own brick lies: before, it takes the brick for a new
  // one and refuses to put it back into service (real_path of glusterd_store_retrieve_bricks, GlusterFS 10.3).
  await untilItKnows(program, brick);
  return restarted();
}

/** What is thrown away comes back from the members: peers and volumes. */
async function forgetAllBut(uuid: string, folder: string): Promise<void> {
  const info = await readFile(join(folder, infoFile), 'utf8').catch(() => '');
  for (const entry of await readdir(folder).catch(() => [])) {
    if (entry !== infoFile && entry !== 'hooks' && entry !== 'groups')
      await rm(join(folder, entry), { recursive: true, force: true });
  }
  const rest = info.split('\n').filter((line) => line !== '' && !line.startsWith('UUID='));
  await writeDurably(join(folder, infoFile), [`UUID=${uuid}`, ...rest, ''].join('\n'));
}

/**
 * Waits until no handshake with a member that is reached is under way, and the one of that name is in one pool with us; another
 * may be refused itself. What the daemon says of those with whom it does not come so far.
 */
async function settled({ program, settlesWithinMs }: Daemon, member = ''): Promise<string> {
  await untilItAnswers(program);
  const endMs = performance.now() + settlesWithinMs;
  for (;;) {
    const pool = await runGluster({ program, deadlineMs: answersWithinMs }, 'pool', 'list');
    const reached = poolFrom(pool).peers.filter(({ connected }) => connected);
    const underWay = reached.filter(
      ({ names, state }) => state !== joined && (state !== refused || names.includes(member)),
    );
    if (reached.length > 0 && underWay.length === 0) return '';
    if (performance.now() > endMs) return reached.length === 0 ? 'no member is reached' : stateText(underWay);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function stateText(peers: readonly StoragePeer[]): string {
  return peers.map(({ names, state }) => `${names[0] ?? '?'}: ${state}`).join(', ');
}

/** Its parent must be there: without the file system that is mounted on it the root disk would be filled. */
async function makeBrick(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST')
      throw new HapyError('HAPY-E836', { step: `mkdir ${path}`, reason: error.code ?? '' });
  });
}

async function systemctl(config: HelperConfig, verb: string): Promise<void> {
  const { glusterdUnit: unit } = config.storage;
  const argv = [config.programs.systemctl, verb, unit];
  const { exitCode, output } = await runCommand(argv, { signal: AbortSignal.timeout(systemctlMs) });
  if (exitCode !== 0)
    throw new HapyError('HAPY-E836', { step: `systemctl ${verb} ${unit}`, reason: lastLinesOf(output) });
}

function untilItAnswers(program: string): Promise<void> {
  return persist(
    async () => void (await runGluster({ program, deadlineMs: answersWithinMs }, 'pool', 'list')),
  );
}

/** The volumes come from a peer some time after the daemon has started. */
function untilItKnows(program: string, brick: string): Promise<void> {
  return persist(async () => {
    const call = { program, deadlineMs: answersWithinMs };
    const volumes = volumesFrom(await runGluster(call, 'volume', 'info'));
    if (!volumes.some(({ bricks }) => bricks.some(({ path }) => path === brick)))
      throw new HapyError('HAPY-E836', { step: 'gluster volume info', reason: brick });
  });
}

/** Tries again until it succeeds; what it said last when it never does. */
async function persist(attempt: () => Promise<void>): Promise<void> {
  const endMs = performance.now() + answersWithinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }
}
