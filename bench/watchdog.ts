import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { shippedTiming, Simulation } from '../sandbox/double/raft/simulation.ts';
import { electionStepMs } from '../services/domain/election-timeouts.ts';
import type { Spans } from '../test/watchdog/spans.ts';
import { WatchedZone } from '../test/watchdog/watched-zone.ts';

/*
 * `npm run bench:watchdog [-- --times N] [--factor F] [--write]`: how long the virtual address stands on two servers, or on
 * none, with and without the watchdog, in one run: three oneds of the double (test/watchdog/watched-zone.ts), the factor
 * being the speed of their clocks, 1 as shipped. In the same run elections with equal time-outs beside staggered ones, of these oneds
 * and of many more in virtual time. `--write` puts the figures into docs/watchdog.md.
 */

/** How long a wrong address is watched once the new leader can be observed. */
const patienceMs = 10_000;
const goalMs = 2000;
const page = join(import.meta.dirname, '../docs/watchdog.md');

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    factor: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const times = Number(values.times);
const factor = Number(values.factor);
/** Elections in virtual time, of each kind. */
const simulatedTimes = 500;
const simulatedStepMs = 100;
const settledMs = 15_000;

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
  ].join('\n');
}

/** How often the first election after a leader's death was clean (its term one higher), in virtual time. */
function cleanSimulated(stepMs: number): number {
  let clean = 0;
  for (let seed = 0; seed < simulatedTimes; seed += 1) {
    const timingOf = (id: number) => ({
      ...shippedTiming,
      electionTimeoutMs: shippedTiming.electionTimeoutMs + stepMs * id,
    });
    const simulation = new Simulation(3, seed, timingOf);
    const leading = ledBy(simulation);
    simulation.crash(leading.id);
    ledBy(simulation);
    // A second one that stood at the same moment takes the lead away again.
    simulation.run(settledMs);
    if (ledBy(simulation).term === leading.term + 1) clean += 1;
  }
  return clean;
}

function ledBy(simulation: Simulation): { readonly id: number; readonly term: number } {
  for (;;) {
    simulation.run(simulatedStepMs);
    const leader = simulation.leaders().at(-1);
    if (leader !== undefined) return { id: leader.serverId, term: leader.term };
  }
}

const withRises = ({ kills }: Series) => kills.map(({ termRise }) => termRise);
const isClean = (rise: number) => rise === 1;

/** Equal time-outs, without a watchdog: nothing but the elections is looked at. */
async function measureEqual(): Promise<readonly number[]> {
  const zone = await WatchedZone.found(factor, 0);
  try {
    const rises: number[] = [];
    for (let round = 0; round < 2 * times; round += 1) {
      rises.push((await zone.killLeader(0)).termRise);
      process.stderr.write(`equal time-outs: ${round + 1} of ${2 * times}\n`);
    }
    return rises;
  } finally {
    await zone.remove();
  }
}

function electionsOf(equal: readonly number[], staggered: readonly number[]): string {
  const row = (what: string, rises: readonly number[], stepMs: number) => {
    const simulated = `${cleanSimulated(stepMs)} of ${simulatedTimes}`;
    return `| ${what} | ${rises.filter(isClean).length} of ${rises.length} (${rises.join(', ')}) | ${simulated} |`;
  };
  return [
    '| election time-outs | clean here (the term rose by) | clean in virtual time |',
    '| --- | --- | --- |',
    row('equal, as shipped (5 s)', equal, 0),
    row('staggered, as ours (5, 6.5 and 8 s)', staggered, electionStepMs),
  ].join('\n');
}

const equal = await measureEqual();
const zone = await WatchedZone.found(factor, electionStepMs);
try {
  const without = await measure(zone, false);
  const withIt = await measure(zone, true);
  const worstMs = Math.max(...withIt.kills.map(({ twoSinceLedMs }) => twoSinceLedMs));
  const speed =
    factor === 1
      ? 'all timers as shipped'
      : `oned’s warm-up and vip.sh ${factor} times as fast, its elections twice`;
  const date = new Date().toISOString().slice(0, 10);
  const load = loadavg()[0]?.toFixed(1);
  const text = [
    tableOf(without, withIt),
    '',
    electionsOf(equal, [...withRises(without), ...withRises(withIt)]),
    '',
    `Median and the most of each; ${date}, ${cpus().length} processors with a load of ${load} at the end, ${speed}. Two holders at most:`,
    `${(worstMs / 1000).toFixed(1)} s, the goal is ${goalMs / 1000} s.`,
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
