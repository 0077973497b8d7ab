import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { takeSandboxDown } from '../sandbox/down.ts';
import { markedProcesses } from '../sandbox/processes/marked-processes.ts';

/*
 * Types every command of docs/walk-through.md and compares the outputs. REWRITE=1 writes the page anew, but for the
 * blocks that leave something out.
 */
const checkout = join(import.meta.dirname, '..');
const page = join(checkout, 'docs/walk-through.md');
const leftOut = '[…]';

/** The two programs that a person types here, by their names. */
const programs: Readonly<Record<string, string>> = {
  hapyctl: 'coordinator/cli/main.ts',
  'hapy-agent': 'agent/main.ts',
};

/** A command with what stands under it, as `$ command` and lines in a block of the page. */
interface Step {
  readonly command: string;
  readonly output: string;
}

function stepOf(block: string): Step {
  const [first = '', ...lines] = block.split('\n');
  assert.ok(first.startsWith('$ '), first);
  return { command: first.slice(2), output: lines.join('\n').trimEnd() };
}

/** Words as a shell would split them: single quotes, and the one variable that the page uses. */
function wordsOf(command: string, directory: string): string[] {
  const words = command.replaceAll('$HAPY_DIR', directory).match(/'[^']*'|\S+/g) ?? [];
  return words.map((word) => word.replace(/^'(.*)'$/, '$1'));
}

function run(command: string, directory: string): Promise<{ status: number | null; output: string }> {
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

/** What is another each time: ids, keys, words, times, places; widths follow from them. */
function normalised(text: string): string[] {
  const lines = text
    .replace(/hapy-[0-9a-f]{10}\b/g, 'CLUSTER')
    .replace(/\b\d+-[0-9a-f]{8}\b/g, 'RUN')
    .replace(/\b[0-9a-f]{32,64}\b/g, 'HEX')
    .replace(/(Six mots .* :) .*/g, '$1 WORDS')
    .replace(/(HEX +hapy\d .* s) .*/g, '$1 WORDS')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'DATE')
    .replace(/\b(?:\d+ min )?\d+(?:,\d+)? s\b/g, 'TIME')
    .replace(/\b(\d+) min TIME\b|\b30 min\b(?= s)/g, 'TIME')
    .replace(/127\.77\.\d+\./g, '127.77.N.')
    .replace(/ (?:leader|follower) +\d+ +\d+ +\d+ +-?\d+ +-?\d+$/gm, ' RAFT')
    .replace(/^(Leader +).*$/gm, '$1NODE')
    .replace(/, sur hapy\d$/gm, ', sur NODE');
  return lines.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
}

/** Whether the lines are those expected, any number of them standing for each line that leaves something out. */
function matches(lines: readonly string[], expected: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return lines.length === 0;
  if (first !== leftOut) return lines[0] === first && matches(lines.slice(1), rest);
  return lines.some((_, at) => matches(lines.slice(at), rest)) || rest.length === 0;
}

/** 0, or 3 where a plan with something to do is shown. */
function expectedStatus({ command }: Step, output: string): number {
  return command.endsWith(' plan') && !output.startsWith('Rien à faire') ? 3 : 0;
}

/** Secrets of a finished formation: the tokens, every private key, oneadmin's passwords. */
async function secretsIn(directory: string): Promise<string[]> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const secrets: string[] = [];
  for (const file of files.filter((each) => each.isFile())) {
    const path = join(file.parentPath, file.name);
    const text = () => readFile(path, 'utf8');
    if (file.name.endsWith('.token')) secrets.push((await text()).trim());
    else if (file.name === 'one_auth') secrets.push((await text()).trim().replace(/^oneadmin:/, ''));
    else if (/^(?:key\.pem|id_rsa|ssh_host_.*_key)$/.test(file.name))
      secrets.push(...(await text()).split('\n').filter((line) => /^[\w+/=]{40,}$/.test(line)));
  }
  return secrets;
}

/** Neither on the screen nor in a log nor on the command line or in the environment of a running program. */
async function assertNoSecretTold(directory: string, told: readonly string[]): Promise<void> {
  const places = new Map([['the screen', told.join('\n')]]);
  for (const name of await readdir(join(directory, 'logs')))
    places.set(name, await readFile(join(directory, 'logs', name), 'utf8'));
  for (const { pid } of markedProcesses(directory)) {
    for (const what of ['cmdline', 'environ'])
      places.set(`${what} of ${pid}`, await readFile(`/proc/${pid}/${what}`, 'utf8').catch(() => ''));
  }
  const secrets = await secretsIn(directory);
  assert.ok(secrets.length >= 12, `${secrets.length} secrets found`);
  assert.ok(places.size >= 12, [...places.keys()].join(', '));
  for (const [place, text] of places)
    assert.ok(!secrets.some((secret) => text.includes(secret)), `a secret stands in ${place}`);
}

describe('the walk-through', function () {
  // 50 s on two idle cores; most of it is the formation itself.
  this.timeout(240_000);
  let directory: string;

  before(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'hapy-walk-')));
  });
  after(async () => {
    if (existsSync(join(directory, 'sandbox.json'))) await takeSandboxDown({ directory, keep: false });
    await rm(directory, { recursive: true, force: true });
  });

  it('happens as its page tells', async () => {
    const text = await readFile(page, 'utf8');
    const written: string[] = [];
    const told: string[] = [];
    for (const [index, part] of text.split('```').entries()) {
      const block =
        index % 2 === 1 && part.startsWith('console\n') ? part.slice('console\n'.length) : undefined;
      if (block === undefined || block.startsWith('$ export ')) {
        written.push(part);
        continue;
      }
      const step = stepOf(block);
      if (step.command.endsWith('sandbox down')) await assertNoSecretTold(directory, told);
      const { status, output } = await run(step.command, directory);
      told.push(output);
      const shown = output.replaceAll(directory, '.hapy');
      assert.equal(status, expectedStatus(step, output), `${step.command}\n${output}`);
      const rewritten = process.env['REWRITE'] !== undefined && !step.output.includes(leftOut);
      written.push(rewritten ? `console\n$ ${step.command}\n${shown}\n` : part);
      const expected = normalised(rewritten ? shown : step.output);
      if (!matches(normalised(shown), expected)) {
        assert.deepEqual(normalised(shown), expected, step.command);
      }
    }
    if (process.env['REWRITE'] !== undefined) await writeFile(page, written.join('```'));
    assert.ok(!existsSync(directory), 'the sandbox left its folder');
    assert.deepEqual(markedProcesses(directory), []);
  });
});
