import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { installedFile } from '../services/base/installation.ts';
import { run } from './harness/programs.ts';
import type { Row } from './harness/row.ts';
import { Samples } from './harness/samples.ts';
import { columnsOf, digits } from './harness/table.ts';
import { measures } from './measures/all.ts';

/*
 * `npm run bench:compare -- REV [--only NAME]... [--rounds N] [--small]`: another commit and this checkout, measured in turns in one
 * run, by the ruler of this checkout. Says what changed by how much; what is within the spread of a row is noise.
 */
const usage = 'npm run bench:compare -- REV [--only NAME]... [--rounds N] [--small]\n';
/** What takes seconds; the rest on demand. */
const byDefault = ['no-op', 'state', 'planner', 'cli', 'agent'];

process.exitCode = await main();

async function main(): Promise<number> {
  const asked = readArguments();
  const [revision, ...rest] = asked?.positionals ?? [];
  const { only = byDefault, rounds = '2', small = false } = asked?.values ?? {};
  const known = new Set(measures.map(({ name }) => name));
  if (revision === undefined || rest.length > 0 || only.some((name) => !known.has(name))) {
    process.stderr.write(usage);
    return 2;
  }
  const here = installedFile('.');
  const folder = mkdtempSync(join(tmpdir(), 'hapy-compare-'));
  const there = join(folder, 'checkout');
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', here, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    git('worktree', 'add', '--detach', there, revision);
    // Packages are those of this checkout: what is compared is our own code.
    symlinkSync(join(here, 'node_modules'), join(there, 'node_modules'));
    // Whatever rulers it had, both are measured with the same.
    cpSync(join(here, 'bench'), join(there, 'bench'), { recursive: true });
    cpSync(join(here, 'test/doubles'), join(there, 'test/doubles'), { recursive: true });
    const taken = { before: new Map<string, number[]>(), after: new Map<string, number[]>() };
    for (let round = 0; round < Number(rounds); round += 1) {
      for (const [which, place] of [
        ['before', there],
        ['after', here],
      ] as const) {
        process.stderr.write(`round ${round + 1}, ${which === 'before' ? revision : 'this checkout'} …\n`);
        for (const { what, unit, value } of await rowsIn(place, only, small)) {
          const key = `${what}, ${unit}`;
          taken[which].set(key, [...(taken[which].get(key) ?? []), value]);
        }
      }
    }
    process.stdout.write(tableOf(revision, taken));
    return 0;
  } finally {
    if (existsSync(there)) git('worktree', 'remove', '--force', there);
    rmSync(folder, { recursive: true, force: true });
  }
}

function readArguments() {
  const options = {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    small: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch {
    return undefined;
  }
}

async function rowsIn(checkout: string, only: readonly string[], small: boolean): Promise<readonly Row[]> {
  const chosen = only.flatMap((name) => ['--only', name]);
  const argv = [
    join(checkout, 'bench/main.ts'),
    '--json',
    '--alone',
    ...(small ? ['--small'] : []),
    ...chosen,
  ];
  const env = { ...process.env, NODE_COMPILE_CACHE: join(checkout, '../compile-cache'), HAPY_DIR: '' };
  const printed = await run([process.execPath, ...argv], { env });
  return (JSON.parse(printed) as { readonly rows: readonly Row[] }).rows;
}

function tableOf(
  revision: string,
  taken: Readonly<Record<'before' | 'after', ReadonlyMap<string, readonly number[]>>>,
): string {
  const lines = [...taken.before].map(([what, values]) => {
    const [before, after] = [new Samples(values), new Samples(taken.after.get(what) ?? [])];
    const ranges = [before, after].map((each) => `${digits(each.at(0))}–${digits(each.max)}`);
    return [
      what,
      digits(before.at(50)),
      digits(after.at(50)),
      `${digits(after.at(50) / before.at(50))}×`,
      ...ranges,
    ];
  });
  const heads = ['what', revision, 'this checkout', 'ratio', 'least and most before', 'and now'];
  return columnsOf([heads, ...lines], new Set([1, 2, 3, 4, 5]));
}
