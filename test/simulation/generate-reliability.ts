import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { allKillPoints, nameOf, strikeNames } from '../kill-points/kill-point.ts';
import { type MatrixTally, strikeAll } from '../kill-points/soak-matrix.ts';
import { invariants } from './invariants.ts';
import { simulateMany, type Tally } from './simulate-many.ts';

/*
 * `npm run generate:reliability -- [--schedules N] [--seed S] [--every K]`: measures, and writes docs/reliability.md. Nothing in
 * that page is typed by hand; `npm run format` lays out its tables afterwards.
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
  options: { schedules: { type: 'string' }, seed: { type: 'string' }, every: { type: 'string' } },
});
/** Of the kill points every so manieth; 1 is all of them. */
const every = Number(values.every ?? 1);
const schedules = Number(values.schedules ?? 2_000);
const seed = Number(values.seed ?? 1);

const all = await allKillPoints();
const points = await strikeAll(
  (point) => process.stderr.write(`not passed: ${nameOf(point)}\n`),
  () => undefined,
  all.filter((_, at) => at % every === 0),
);
const covered = sum('covered');
const passed = sum('passed');
const tally = await simulateMany(seed, schedules);
writeFileSync(join(import.meta.dirname, '../../docs/reliability.md'), page(tally));
process.exitCode = passed === covered && tally.failed.length === 0 ? 0 : 1;

function sum(what: keyof MatrixTally): number {
  return [...points.values()].reduce((total, tally) => total + tally[what], 0);
}

function page(tally: Tally): string {
  const recovered = [...tally.recoveredInMs].sort((one, other) => one - other);
  const at = (share: number) => seconds(recovered[Math.floor(share * (recovered.length - 1))] ?? 0);
  const names = [...new Set([...Object.keys(invariants), ...ofTheZone])].sort();
  const accidents = [...tally.accidents].sort(([one], [other]) => one.localeCompare(other));
  return `# Reliability

Made by \`npm run generate:reliability -- --schedules ${schedules} --seed ${seed} --every ${every}\`: every figure was measured by that command.
Tests of real processes (\`npm run test:lab\`, \`npm run soak\`) print their own.

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

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
