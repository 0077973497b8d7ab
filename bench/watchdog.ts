import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Spans } from '../test/watchdog/spans.ts';
import { WatchedZone } from '../test/watchdog/watched-zone.ts';

/*
 * `npm run bench:watchdog [-- --times N] [--factor F] [--write]`: how long the virtual address stands on two servers, or on
 * none, with and without the watchdog, in one run: three oneds of the double (test/watchdog/watched-zone.ts), the factor
 * being the speed of their clocks. `--write` puts the figures into docs/watchdog.md.
 */

/** How long a wrong address is watched once the new leader can be observed. */
const patienceMs = 10_000;
const goalMs = 2000;
const page = join(import.meta.dirname, '../docs/watchdog.md');

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    factor: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
});
const times = Number(values.times);

interface Series {
  readonly kills: readonly (Spans & { readonly termRise: number })[];
  readonly flushes: readonly Spans[];
}

async function measure(zone: WatchedZone, watchdog: boolean): Promise<Series> {
  await zone.setWatchdog(watchdog);
  const kills: (Spans & { readonly termRise: number })[] = [];
  const flushes: Spans[] = [];
  for (let round = 0; round < times; round += 1) {
    kills.push(await zone.killLeader(patienceMs));
    flushes.push(await zone.flushLeader(patienceMs));
    process.stderr.write(`watchdog ${watchdog ? 'on' : 'off'}: ${round + 1} of ${times}\n`);
  }
  return { kills, flushes };
}

/** Median and the most, in seconds; what was not over after the patience is said to be so. */
function figures(valuesMs: readonly number[], endless = false): string {
  const sorted = [...valuesMs].sort((one, other) => one - other);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const told = `${seconds(sorted[Math.floor(sorted.length / 2)] ?? 0)}, at most ${seconds(sorted.at(-1) ?? 0)}`;
  return endless ? `${told} (not over when the watch ended)` : told;
}

function tableOf(without: Series, withIt: Series): string {
  const open = (spans: readonly Spans[]) => spans.some(({ rightAfterMs }) => rightAfterMs === undefined);
  const row = (what: string, valueOf: (series: Series) => readonly number[], of: 'kills' | 'flushes') => {
    const cell = (series: Series) => figures(valueOf(series), open(series[of]));
    return `| ${what} | ${cell(without)} | ${cell(withIt)} |`;
  };
  const led = ({ kills }: Series) => kills.map(({ ledAfterMs = 0 }) => ledAfterMs);
  const rises = (series: Series) => series.kills.map(({ termRise }) => termRise).join(', ');
  return [
    `| leader killed ${times} times each, then flushed | without | with |`,
    '| --- | --- | --- |',
    `| a new leader can be observed after | ${figures(led(without))} | ${figures(led(withIt))} |`,
    row(
      'two holders, since it can be observed',
      ({ kills }) => kills.map((each) => each.twoSinceLedMs),
      'kills',
    ),
    row('nobody holds it, after a kill', ({ kills }) => kills.map((each) => each.noneMs), 'kills'),
    row('nobody holds it, after a flush', ({ flushes }) => flushes.map((each) => each.noneMs), 'flushes'),
    `| the term rose by (1 is a clean election) | ${rises(without)} | ${rises(withIt)} |`,
  ].join('\n');
}

const zone = await WatchedZone.found(Number(values.factor));
try {
  const without = await measure(zone, false);
  const withIt = await measure(zone, true);
  const worstMs = Math.max(...withIt.kills.map(({ twoSinceLedMs }) => twoSinceLedMs));
  const speed = `oned’s warm-up and vip.sh ${values.factor} times as fast, its elections twice`;
  const date = new Date().toISOString().slice(0, 10);
  const text = [
    tableOf(without, withIt),
    '',
    `Median and the most of each; ${date}, ${cpus().length} processors, ${speed}. Two holders at most: ${(worstMs / 1000).toFixed(1)} s, the`,
    `goal is ${goalMs / 1000} s.`,
  ].join('\n');
  process.stdout.write(`${text}\n`);
  if (values.write) {
    const before = await readFile(page, 'utf8');
    const [head = '', rest = ''] = before.split('<!-- figures -->');
    const [, tail = ''] = rest.split('<!-- end of figures -->');
    await writeFile(page, `${head}<!-- figures -->\n\n${text}\n\n<!-- end of figures -->${tail}`);
  }
  process.exitCode = worstMs <= goalMs ? 0 : 1;
} finally {
  await zone.remove();
}
