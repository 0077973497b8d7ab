import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { allKillPoints, type KillPoint, nameOf, strikeNames } from '../kill-points/kill-point.ts';
import { realStrikes } from '../kill-points/real-strike.ts';
import { type LifeTally, seconds, shareOf, soakLife } from '../kill-points/soak-life.ts';
import { type MatrixTally, strikeAll } from '../kill-points/soak-matrix.ts';
import { invariants } from './invariants.ts';
import { simulateMany, type Tally } from './simulate-many.ts';

/*
 * `npm run generate:reliability -- [--schedules N] [--seed S] [--every K]`: measures, and writes docs/reliability.md. Nothing in
 * that page is typed by hand; `npm run format` lays out its tables afterwards.
 *
 * With `--life N [--seed S]` the same for real processes alone: N strikes on one cluster that lives through verb after verb. The
 * section about them stays as it is without, and says by itself how it was made.
 */

/** Those that only the zone with time can break (raft-watch.ts, live-life.ts, live-invariants.ts). */
const ofTheZone = [
  'never two who lead, and never two records at one place of the log',
  'nothing that was acknowledged is lost',
  'no database that is ahead is overwritten',
  'never two coordinators acting',
  'one mutating operation at a time on a node',
];

const { values } = parseArgs({
  options: {
    schedules: { type: 'string' },
    seed: { type: 'string' },
    every: { type: 'string' },
    life: { type: 'string' },
  },
});
const file = join(import.meta.dirname, '../../docs/reliability.md');
const realHeading = '## In real processes';
const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
/** Of the kill points every so manieth; 1 is all of them. */
const every = Number(values.every ?? 1);
const schedules = Number(values.schedules ?? 2_000);
const seed = Number(values.seed ?? 1);

if (values.life === undefined) await measureModel();
else await measureProcesses(Number(values.life));

async function measureModel(): Promise<void> {
  const all = await allKillPoints();
  const points = await strikeAll(
    (point) => process.stderr.write(`not passed: ${nameOf(point)}\n`),
    () => undefined,
    all.filter((_, at) => at % every === 0),
  );
  const tally = await simulateMany(seed, schedules);
  writeFileSync(file, `${page(all, points, tally)}${realSectionOf(before)}`);
  const passed = sum(points, 'passed') === sum(points, 'covered') && tally.failed.length === 0;
  process.exitCode = passed ? 0 : 1;
}

async function measureProcesses(count: number): Promise<void> {
  const tally = await soakLife(count, seed, (line) => process.stderr.write(`${line}\n`));
  writeFileSync(
    file,
    `${before.slice(0, before.length - realSectionOf(before).length)}${realSection(tally)}`,
  );
  process.exitCode = tally.failed.length === 0 ? 0 : 1;
}

function realSectionOf(text: string): string {
  const at = text.indexOf(`\n${realHeading}`);
  return at === -1 ? '' : text.slice(at);
}

function realSection({ passed, failed }: LifeTally): string {
  return `
${realHeading}

Made by \`npm run generate:reliability -- --life ${passed.length + failed.length} --seed ${seed}\`: a cluster of agents, helpers, coordinator and oneds (the
double, whose clock goes ten times as fast) that is taken through reconfigure, repair, add, remove, remove --dead, replace and
replace --with, round after round, while somebody writes to it once a second. Each time one thing strikes at a boundary of the
plan of that moment (${realStrikes.join(', ')}), and a person resumes the run, or aborts it and asks for
the same again. Nobody may serve then whom the zone does not know, and afterwards no write that was acknowledged may be lost, no
server or host be there twice, no two have led one term, and no act of ours have begun while the others were no majority.

| what | figure |
| --- | ---: |
| strikes | ${passed.length + failed.length} |
| of these, survived | ${passed.length} |
| of these, aborted and asked for again | ${passed.filter(({ aborted }) => aborted).length} |
| from the fault until the cluster was whole, or what was begun was taken back, median | ${seconds(shareOf(passed, 0.5))} |
| the same, p99 | ${seconds(shareOf(passed, 0.99))} |

The time is that of the machine that measured: it has the rest of the verb in it, the start of what
was killed, the resume and the look that finds everything whole.
`;
}

function sum(points: ReadonlyMap<string, MatrixTally>, what: keyof MatrixTally): number {
  return [...points.values()].reduce((total, tally) => total + tally[what], 0);
}

function page(all: readonly KillPoint[], points: ReadonlyMap<string, MatrixTally>, tally: Tally): string {
  const [covered, passed] = [sum(points, 'covered'), sum(points, 'passed')];
  const recovered = [...tally.recoveredInMs].sort((one, other) => one - other);
  const at = (share: number) => seconds(recovered[Math.floor(share * (recovered.length - 1))] ?? 0);
  const names = [...new Set([...Object.keys(invariants), ...ofTheZone])].sort();
  const accidents = [...tally.accidents].sort(([one], [other]) => one.localeCompare(other));
  return `# Reliability

Made by \`npm run generate:reliability -- --schedules ${schedules} --seed ${seed} --every ${every}\`: every figure was measured by that command.
Real processes, where they were measured (\`--life N\`), are the last section.

| what | figure |
| --- | ---: |
| kill points of all verbs, in one process (below) | ${all.length} |
| of these, tried${every === 1 ? '' : ` (every ${every}th)`} | ${covered} |
| of these, passed | ${passed} |
| schedules simulated (all verbs, 1 to 5 accidents each) | ${tally.schedules} |
| of these, ended where they should with every invariant kept | ${tally.schedules - tally.failed.length} |
| schedules in which oned itself applied a record that was never committed (DECISIONS.md) | ${tally.flawed} |
| from the last accident's end until the cluster was whole, median | ${at(0.5)} |
| the same, p99 | ${at(0.99)} |

Times are those of the simulation's clock, with oned's timers as they are shipped: elections, restarts and all waits are in them,
the time that programs take is drawn at random. A cluster that was whole already when the accident ended counts as 0 s.

What once broke stands by name in \`test/simulation.test.ts\` (schedules) and \`test/kill-point-matrix.test.ts\` (kill points),
which live through it at every run.

## Kill points, by verb

Each line of the journal of each verb's run is struck by each of: ${strikeNames.join(', ')} (for 3, 20 or
75 s, at the node that the line is about), and then the run is resumed, or aborted. It must end formed, or with nothing half-way.
\`npm run soak -- --matrix --only POINT\` tries one again.

| verb | kill points | tried | passed |
| --- | ---: | ---: | ---: |
${[...points].map(([verb, tallied]) => `| ${verb} | ${all.filter(({ story }) => story.name === verb).length} | ${tallied.covered} | ${tallied.passed} |`).join('\n')}

## What is checked after every step

${names.map((name) => `- ${name}`).join('\n')}

## Accidents, by kind

| kind | how often |
| --- | ---: |
${accidents.map(([kind, count]) => `| ${kind} | ${count} |`).join('\n')}
`;
}
