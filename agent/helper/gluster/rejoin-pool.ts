import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { writeDurably } from '../../durable-file.ts';
import type { HelperConfig } from '../config.ts';
import { lastLinesOf, runCommand } from '../programs/run-command.ts';
import { volumesFrom } from './gluster-documents.ts';
import { runGluster } from './run-gluster.ts';

const infoFile = 'glusterd.info';
const systemctlMs = 60_000;
const probeMs = 125_000;
const answersWithinMs = 60_000;
const lookEveryMs = 500;

/**
 * Gives this node's daemon the identity that its pool knows and has it learn everything else from a member: the way
 * that GlusterFS's own documents describe for a refused peer and for a machine with an old name and an empty disk.
 * What is thrown away is the daemon's copy of what every member has; bricks are not touched.
 *
 * @throws HapyError HAPY-E836 a step failed; its repetition begins at the start
 */
export async function rejoinPool(
  config: HelperConfig,
  { uuid, name, brick }: { readonly uuid: string; readonly name: string; readonly brick: string },
  program: string,
): Promise<void> {
  const folder = config.storage.glusterdDirectory;
  if (brick !== '') await makeBrick(brick);
  const info = await readFile(join(folder, infoFile), 'utf8').catch(() => '');
  await systemctl(config, 'stop');
  for (const entry of await readdir(folder).catch(() => [])) {
    if (entry !== infoFile && entry !== 'hooks' && entry !== 'groups')
      await rm(join(folder, entry), { recursive: true, force: true });
  }
  const rest = info.split('\n').filter((line) => line !== '' && !line.startsWith('UUID='));
  await writeDurably(join(folder, infoFile), [`UUID=${uuid}`, ...rest, ''].join('\n'));
  await systemctl(config, 'start');
  await untilItAnswers(program);
  await runGluster({ program, deadlineMs: probeMs }, 'peer', 'probe', name);
  // Only a daemon that starts with its peers known fetches the volumes from them.
  await systemctl(config, 'restart');
  await untilItAnswers(program);
  if (brick === '') return;
  // And only one that starts with its volumes known learns where its own brick lies: before, it takes the brick for a new
  // one and refuses to put it back into service (real_path of glusterd_store_retrieve_bricks, GlusterFS 10.3).
  await untilItKnows(program, brick);
  await systemctl(config, 'restart');
  await untilItAnswers(program);
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
