import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The two programs that a person types, by their names. */
const programs: Readonly<Record<string, string>> = {
  hapyctl: 'coordinator/cli/main.ts',
  'hapy-agent': 'agent/main.ts',
};

export const checkout = join(import.meta.dirname, '..');

export interface Typed {
  readonly status: number | null;
  /** What a person sees: both streams, in the order in which they came. */
  readonly output: string;
}

/** Words as a shell would split them: single quotes, and the one variable that our pages use. */
function wordsOf(command: string, directory: string): string[] {
  const words = command.replaceAll('$HAPY_DIR', directory).match(/'[^']*'|\S+/g) ?? [];
  return words.map((word) => word.replace(/^'(.*)'$/, '$1'));
}

/** Types `npx hapyctl …` or `npx hapy-agent …` in the checkout, as a person would whose HAPY_DIR is this one. */
export function typeCommand(command: string, directory: string): Promise<Typed> {
  const [npx, program = '', ...words] = wordsOf(command, directory);
  assert.equal(npx, 'npx');
  const main = programs[program];
  assert.ok(main !== undefined, program);
  const child = spawn(process.execPath, [join(checkout, main), ...words], {
    cwd: checkout,
    env: { PATH: process.env['PATH'], LANG: 'fr_FR.UTF-8', HAPY_DIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output: output.trimEnd() }));
  });
}
