import { readFileSync, writeFileSync } from 'node:fs';

import { installedFile } from '../../services/base/installation.ts';
import { type Machine, wasBusy } from './machine.ts';
import type { Outcome } from './run-measures.ts';
import { markdownOf } from './table.ts';

const page = 'docs/performance.md';
const begin = '<!-- measured: written by npm run bench -- --publish -->';
const end = '<!-- end of what was measured -->';

/** Puts the figures into the page between two marks; what people wrote around them stays. */
export function publish(o: { readonly machine: Machine; readonly outcomes: readonly Outcome[] }): void {
  const file = installedFile(page);
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has lost its marks`);
  writeFileSync(file, `${text.slice(0, from)}${begin}\n\n${measuredPart(o)}\n\n${text.slice(to)}`);
}

function measuredPart({ machine, outcomes }: Parameters<typeof publish>[0]): string {
  const seconds = outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0);
  const judged = outcomes.flatMap(({ rows }) => rows).filter(({ met }) => met !== undefined);
  const met = judged.filter((row) => row.met === true).length;
  const when = new Date().toISOString().slice(0, 10);
  const parts = [
    `Measured on ${when} in one run of ${Math.round(seconds / 60)} minutes: ${machineWords(machine)}`,
    `${met} of ${judged.length} goals are met.`,
  ];
  for (const { measure, rows, skipped, failure } of outcomes) {
    parts.push(`### ${measure.title}`, measure.explained);
    if (rows.length > 0) parts.push(markdownOf(rows));
    if (skipped.length > 0) parts.push(`Not measured here: ${skipped.join('; ')}.`);
    if (failure !== undefined) parts.push(`This measure broke off: ${failure.message}`);
  }
  return parts.join('\n\n');
}

function machineWords(machine: Machine): string {
  const { processor, cores, memoryGiB, kernel, system, node, commit, loadAtStart } = machine;
  const words = `${processor}, ${cores} cores, ${memoryGiB} GiB; ${system}, Linux ${kernel}, Node ${node}; commit ${commit}.`;
  const load = `Its load was ${loadAtStart.toFixed(1)} when the run began`;
  const busy = wasBusy(machine)
    ? `${load}: **other work ran on it all the while**, so times are stretched and ratios are noisy.`
    : `${load}, so hardly anything else ran on it.`;
  return `${words} ${busy}`;
}
