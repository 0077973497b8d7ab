import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const git = join(import.meta.dirname, '../.git');

/**
 * The seed of tests that try a sample of many cases: HAPY_SEED, or a number that changes with the commit, so
 * that in time all of them are tried. Whoever uses it prints it.
 */
export function seedOfCommit(): number {
  const asked = process.env['HAPY_SEED'];
  if (asked !== undefined && /^\d{1,10}$/.test(asked)) return Number(asked);
  return Number.parseInt(headCommit().slice(0, 7), 16);
}

function headCommit(): string {
  try {
    const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
    const [, ref] = /^ref: (.*)$/.exec(head) ?? [];
    return ref === undefined ? head : readFileSync(join(git, ref), 'utf8').trim();
  } catch {
    // A copy without its history, or with packed references: one sample is as good as another.
    return '0000001';
  }
}
