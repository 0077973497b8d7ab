import { readdir, readFile } from 'node:fs/promises';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { type Brick, brickText, type StorageVolume } from '../../../services/domain/storage/storage-state.ts';
import type { HelperConfig } from '../config.ts';
import { lastLinesOf, runCommand } from '../programs/run-command.ts';

/** The timer that starts a stopped brick again; docs/errors.md names it. */
const returnUnit = 'hapy-brick-return';
const returnSeconds = 600;
const commandMs = 30_000;
const endsWithinMs = 20_000;
const lookEveryMs = 100;

/**
 * Stops the process of one brick of this node. Before that systemd is told to start it again after a while, whoever may
 * have died by then: helper, agent, coordinator or the network between them. When the machine itself starts anew,
 * glusterd starts its bricks.
 *
 * @throws HapyError HAPY-E837
 */
export async function stopBrick(
  config: HelperConfig,
  brick: Brick,
  volumes: readonly StorageVolume[],
  name: string,
): Promise<void> {
  await armReturn(config, brick, name);
  const pid = await soleProcess(brick, volumes);
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  const endMs = performance.now() + endsWithinMs;
  while ((await commandLines()).some((each) => each.pid === pid)) {
    if (performance.now() > endMs) throw refused(brick, 'still_there');
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** The brick serves again: nobody has to start it any more. */
export async function disarmReturn(config: HelperConfig): Promise<void> {
  const { systemctl, systemdRun } = config.programs;
  if (systemdRun === '') return;
  const signal = AbortSignal.timeout(commandMs);
  // Units that are not there cannot be stopped; that is what is wanted.
  await runCommand([systemctl, 'stop', `${returnUnit}.timer`, `${returnUnit}.service`], { signal });
}

async function armReturn(config: HelperConfig, brick: Brick, volume: string): Promise<void> {
  const { systemdRun, gluster } = config.programs;
  if (systemdRun === '') throw refused(brick, 'no_timer', 'systemd-run');
  await disarmReturn(config);
  const argv = [
    ...[systemdRun, '--quiet', '--collect', `--unit=${returnUnit}`, `--on-active=${returnSeconds}`],
    // Another command may be under way in the pool just then.
    ...['--timer-property=AccuracySec=1s', '--property=Restart=on-failure', '--property=RestartSec=10'],
    ...[gluster, '--mode=script', 'volume', 'start', volume, 'force'],
  ];
  const { exitCode, output } = await runCommand(argv, { signal: AbortSignal.timeout(commandMs) });
  if (exitCode !== 0) throw refused(brick, 'no_timer', lastLinesOf(output) || String(exitCode));
}

/**
 * The process that serves this brick and no other; undefined when none does. Where bricks share processes
 * (cluster.brick-multiplex) there are fewer of them than bricks, and stopping one would take other volumes away.
 */
async function soleProcess(brick: Brick, volumes: readonly StorageVolume[]): Promise<number | undefined> {
  const started = volumes.filter(({ status }) => status === 'Started').flatMap(({ bricks }) => bricks);
  const here = started.filter(({ host }) => host === brick.host).map(({ path }) => path);
  const expected = here.length;
  const brickOf = (words: readonly string[]) => words[words.indexOf('--brick-name') + 1] ?? '';
  // A process of another pool, in a container for example, says nothing about how ours are served.
  const serving = (await commandLines())
    .filter(({ words }) => words[0]?.endsWith('/glusterfsd') === true)
    .filter(({ words }) => brickOf(words) === brick.path || here.includes(brickOf(words)));
  const own = serving.filter(({ words }) => brickOf(words) === brick.path);
  if (serving.length > 0 && (own.length > 1 || serving.length < expected - (own.length === 0 ? 1 : 0)))
    throw refused(brick, 'shared');
  return own[0]?.pid;
}

async function commandLines(): Promise<readonly { readonly pid: number; readonly words: string[] }[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const lines = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, words: text.split('\0') };
    }),
  );
  // What has ended and was not waited for yet has no words any more.
  return lines.filter(({ words }) => words[0] !== '');
}

function refused(brick: Brick, reason: string, told = ''): HapyError {
  return new HapyError('HAPY-E837', { brick: brickText(brick), reason, told });
}
