import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { LabMachine } from './lab-machine.ts';

const page = join(import.meta.dirname, '../../../docs/units.md');

/** What `systemd-analyze security` says of a unit that is installed: from 0, closed, to 10, open. */
export async function exposureOf(machine: LabMachine, unit: string): Promise<number> {
  const { output } = await machine.run('systemd-analyze', 'security', '--no-pager', unit);
  const found = /Overall exposure level for \S+: ([0-9.]+)/.exec(output)?.[1];
  if (found === undefined) throw new Error(output);
  return Number(found);
}

/** The figures that the page tells; REWRITE=1 puts these into it first. */
export async function publishedFigures(figures: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  const text = await readFile(page, 'utf8');
  const width = Math.max(...[...figures.keys()].map((unit) => unit.length)) + 2;
  const rows = [...figures].map(
    ([unit, figure]) => `| ${`\`${unit}\``.padEnd(width)} | ${figure.toFixed(1).padEnd('exposure'.length)} |`,
  );
  const made = text.replace(/(\| -+ \| -+ \|\n)(\|.*\n)*/, `$1${rows.join('\n')}\n`);
  if (process.env['REWRITE'] !== undefined) await writeFile(page, made);
  const shown = process.env['REWRITE'] === undefined ? text : made;
  const told = [...shown.matchAll(/^\| `(\S+)` +\| ([0-9.]+) +\|$/gm)];
  return new Map(told.map(([, unit = '', figure]) => [unit, Number(figure)]));
}
