import { parseArgs } from 'node:util';

import { describeMachine, wasBusy } from './harness/machine.ts';
import { publish } from './harness/publish.ts';
import { type Outcome, runMeasures } from './harness/run-measures.ts';
import { tableOf } from './harness/table.ts';
import { measures } from './measures/all.ts';

/*
 * `npm run bench [-- --json] [--publish] [--only NAME]...`: measures what people would use instead, the floor and us in one
 * run, and prints one table. `--small` only shows that it works, `--alone` leaves out the rivals that take long. Ends with 1
 * when a measure broke off; a goal that is missed is told, not judged.
 */
const usage = `npm run bench -- [--json | --publish] [--small] [--alone] [--only ${measures.map(({ name }) => name).join('|')}]...\n`;

process.exitCode = await main();

async function main(): Promise<number> {
  const asked = readArguments();
  const known = new Set(measures.map(({ name }) => name));
  if (asked === undefined || (asked.only ?? []).some((name) => !known.has(name))) {
    process.stderr.write(usage);
    return 2;
  }
  const { only, json, small, alone } = asked;
  const chosen = measures.filter(({ name }) => only === undefined || only.includes(name));
  const machine = describeMachine();
  const say = (line: string) => process.stderr.write(line);
  if (wasBusy(machine))
    say(`The machine is busy (load ${machine.loadAtStart.toFixed(1)}): ratios are noisy.\n`);
  const outcomes = await runMeasures(chosen, {
    size: small === true ? 'small' : 'full',
    rivals: alone !== true,
    onBegin: (name) => say(`${name} … `),
    onEnd: (outcome) => say(`${endOf(outcome)}\n`),
  });
  const rows = outcomes.flatMap((outcome) => outcome.rows);
  if (json === true) process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`);
  else process.stdout.write(`\n${tableOf(rows)}`);
  if (asked.publish === true) publish({ machine, outcomes });
  return outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

function readArguments() {
  const flag = { type: 'boolean' } as const;
  const options = {
    json: flag,
    publish: flag,
    small: flag,
    alone: flag,
    only: { type: 'string', multiple: true },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch {
    return undefined;
  }
}

function endOf({ seconds, skipped, failure }: Outcome): string {
  const parts = [`${seconds.toFixed(1)} s`, ...skipped.map((what) => `skipped ${what}`)];
  return failure === undefined ? parts.join('; ') : `${parts.join('; ')}; broke off: ${failure.stack}`;
}
