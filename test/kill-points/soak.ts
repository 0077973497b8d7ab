import { parseArgs } from 'node:util';

import { RealFounding } from './real-founding.ts';
import { told } from '../simulation/simulate.ts';
import { simulateMany } from '../simulation/simulate-many.ts';
import { nameOf, parseSchedule, type Schedule, schedulesOf } from './schedule.ts';
import { soakLife } from './soak-life.ts';
import { soakMatrix } from './soak-matrix.ts';
import { goOn, surviveKill } from './survive-kill.ts';

/*
 * `npm run soak -- [--schedules N] [--from K] [--seed S] [--only NAME]`: foundings in real processes, one after the
 * other, each with one process killed at one line of its journal; all lines and all processes unless N says
 * otherwise. A long soak can be had in slices: the same seed, and the number of the first one in K, from 1.
 *
 * `npm run soak -- --simulate N [--seed S]`: N schedules of a cluster's life in this one process, on virtual time.
 * `npm run soak -- --matrix [--only POINT]`: every verb struck at every line of its journal, likewise.
 * `npm run soak -- --life N [--seed S]`: N strikes in real processes, on one cluster that lives through verb after verb.
 */

const { values } = parseArgs({
  options: {
    schedules: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    simulate: { type: 'string' },
    matrix: { type: 'boolean' },
    life: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const print = (line: string) => process.stdout.write(`${line}\n`);

if (values.matrix === true) process.exitCode = (await soakMatrix(values.only, print)) ? 0 : 1;
else if (values.life !== undefined)
  process.exitCode = (await soakLife(Number(values.life), seed, print)).failed.length === 0 ? 0 : 1;
else if (values.simulate === undefined) await foundings();
else await simulated(Number(values.simulate));

async function simulated(count: number): Promise<void> {
  let done = 0;
  const { failed, flawed } = await simulateMany(seed, count, (one) => {
    done += 1;
    if (one.error !== undefined) print(told(one));
    if (done % 1000 === 0) print(`${done}/${count}`);
  });
  print(
    `${count - failed.length} of ${count} ended where they should, from seed ${seed}; oned erred in ${flawed}`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function foundings(): Promise<void> {
  const schedules = values.only === undefined ? await chosen() : [parseSchedule(values.only)];
  const failed: Schedule[] = [];
  for (const [at, schedule] of schedules.entries()) {
    const startedMs = performance.now();
    const outcome = await surviveKill(schedule).then(
      () => 'ok',
      (error: unknown) => {
        failed.push(schedule);
        return `FAILED\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      },
    );
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    print(`${at + 1}/${schedules.length}  ${nameOf(schedule)}  ${seconds} s  ${outcome}`);
  }
  print(`${schedules.length - failed.length} of ${schedules.length} ended where they should`);
  for (const schedule of failed) print(`  again: npm run soak -- --only ${nameOf(schedule)}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function chosen(): Promise<readonly Schedule[]> {
  const lines = await linesOfUndisturbed();
  const all = schedulesOf(lines, seed);
  const first = Number(values.from ?? 1) - 1;
  const wanted = all.slice(first, first + Number(values.schedules ?? all.length));
  print(
    `seed ${seed}: ${wanted.length} of ${all.length} schedules, ${lines} lines in the journal of a founding`,
  );
  return wanted;
}

async function linesOfUndisturbed(): Promise<number> {
  const founding = await RealFounding.start();
  try {
    founding.apply();
    await founding.reach(1);
    await goOn(founding);
    return founding.run()?.lines ?? 0;
  } finally {
    await founding.remove();
  }
}
