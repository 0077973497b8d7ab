import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { takeSandboxDown } from '../sandbox/down.ts';
import { markedProcesses } from '../sandbox/processes/marked-processes.ts';
import { SecretWatch } from './secret-watch.ts';
import { checkout, typeCommand } from './typed-command.ts';

/*
 * Types every command of the README's walk-through and compares the outputs. REWRITE=1 writes them anew, but
 * for the blocks that leave something out.
 */
const page = join(checkout, 'README.md');
const leftOut = '[…]';

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

/** What is another each time: ids, keys, words, times, places; widths follow from them. */
function normalised(text: string): string[] {
  const lines = text
    .replace(/hapy-[0-9a-f]{10}\b/g, 'CLUSTER')
    .replace(/\b\d+-[0-9a-f]{8}\b/g, 'RUN')
    .replace(/\b[0-9a-f]{32,64}\b/g, 'HEX')
    .replace(/(Six mots .* :)\n.*/g, '$1\nWORDS')
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

/** The bundle for somebody who is to help is looked through as well. */
async function assertNoSecret(secrets: SecretWatch, directory: string): Promise<void> {
  const bundle = join(directory, 'support.tar.gz');
  const made = await typeCommand(`npx hapyctl support-bundle --out ${bundle}`, directory);
  assert.equal(made.status, 0, made.output);
  await secrets.assertNothingTold(12);
}

describe('the walk-through', function () {
  // 50 s on two idle cores; most of it is the formation itself.
  this.timeout(600_000);
  let directory: string;
  let secrets: SecretWatch;

  before(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'hapy-walk-')));
    secrets = new SecretWatch(directory);
  });
  after(async () => {
    secrets.end();
    if (existsSync(join(directory, 'sandbox.json'))) await takeSandboxDown({ directory, keep: false });
    await rm(directory, { recursive: true, force: true });
  });

  it('happens as the README tells, and tells no secret', async () => {
    const text = await readFile(page, 'utf8');
    const written: string[] = [];
    for (const [index, part] of text.split('```').entries()) {
      const block =
        index % 2 === 1 && part.startsWith('console\n') ? part.slice('console\n'.length) : undefined;
      if (block === undefined || block.startsWith('$ export ')) {
        written.push(part);
        continue;
      }
      const step = stepOf(block);
      if (step.command.endsWith('sandbox down')) await assertNoSecret(secrets, directory);
      const { status, output } = await typeCommand(step.command, directory);
      secrets.add(output);
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
