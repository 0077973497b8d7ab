import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { HapyServers } from './hapy-servers.ts';
import { until } from './until.ts';

const page = join(import.meta.dirname, '../../../docs/install.md');
const leftOut = '[…]';

/** One command of the page: whose prompt it stands after, and what it prints. */
interface Step {
  readonly server: 1 | 2 | 3;
  readonly command: string;
  readonly output: string;
}

/**
 * Types the commands of one part of the install guide on the servers that their prompts name, and compares what they
 * print. REWRITE=1 writes the outputs anew; what a block leaves out stays left out.
 *
 * @param part a word of the page between `<!-- part: … -->` and the next such mark
 */
export async function followGuide(servers: HapyServers, part: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const begin = text.indexOf(`<!-- part: ${part} -->`);
  assert.ok(begin >= 0, part);
  const next = text.indexOf('<!-- part: ', begin + 1);
  const end = next < 0 ? text.length : next;
  const pieces = text.slice(begin, end).split('```');
  try {
    for (const [index, piece] of pieces.entries()) {
      const isStep = index % 2 === 1 && piece.startsWith('console\n');
      if (isStep) pieces[index] = await take(servers, piece);
    }
  } finally {
    if (process.env['REWRITE'] !== undefined) {
      await writeFile(page, `${text.slice(0, begin)}${pieces.join('```')}${text.slice(end)}`);
    }
  }
}

async function take(servers: HapyServers, piece: string): Promise<string> {
  const step = stepOf(piece.slice('console\n'.length));
  const { status, output } = await typed(servers, step);
  const shows = /^hapyctl (?:plan|.* --dry-run)$/.test(step.command);
  const expectedStatus = shows && !output.startsWith('Rien à faire') ? 3 : 0;
  assert.equal(status, expectedStatus, `${step.command}\n${output}`);
  const shown = step.output.includes(leftOut) ? shortened(output, step) : output;
  if (process.env['REWRITE'] === undefined) {
    assert.deepEqual(normalised(shown), normalised(step.output), step.command);
  }
  return `console\nhapy${step.server}# ${step.command}\n${shown}${shown === '' ? '' : '\n'}`;
}

/** What was printed, with lines left out where the page leaves them out. */
function shortened(output: string, { command, output: told }: Step): string {
  const lines = output.split('\n');
  const found = aligned(lines, told.split('\n'));
  if (found === undefined) assert.fail(`${command} prints something else than the page:\n${output}`);
  return found.join('\n');
}

function stepOf(block: string): Step {
  const [first = '', ...lines] = block.split('\n');
  const [, server, command] = /^hapy([123])# (.+)$/.exec(first) ?? [];
  assert.ok(server !== undefined && command !== undefined, first);
  return { server: Number(server) as 1 | 2 | 3, command, output: lines.join('\n').trimEnd() };
}

async function typed(servers: HapyServers, { server, command }: Step) {
  const machine = servers.server(server);
  // What a person pastes.
  const token = (await servers.server(1).run('cat', `/root/hapy${server}.token`)).output;
  const input = command === 'hapy-agent join' ? `${token}\n` : '';
  // A person does not type faster than agents are heard.
  if (command === 'hapyctl preflight') {
    await until('the agents are heard', async () => (await servers.hapyctl('preflight')).status === 0);
  }
  if (command === 'hapyctl adopt --dry-run') {
    await until('the agents are heard', async () => {
      const { output } = await servers.hapyctl('adopt', '--dry-run');
      return output.match(/HAPY-E579/g)?.length === 3;
    });
  }
  if (command === 'hapyctl status') {
    await until('the cluster is healthy', async () => (await servers.hapyctl('status')).status === 0);
  }
  const environment = { LANG: 'fr_FR.UTF-8' };
  const words = ['sh', '-c', `cd /root/paquets && ${command}`];
  return machine.runWith({ input, environment, timeoutMs: 300_000 }, ...words);
}

/** What is another each time: ids, keys, words, times, versions; widths follow from them. */
function normalised(text: string): string[] {
  const lines = text
    .replace(/\d+\.\d+\.\d+\+\d{8}\.\d{6}/g, 'VERSION')
    .replace(
      /^(?:\(Reading database.*|Selecting previously.*|Preparing to unpack.*|Unpacking .*|Created symlink.*)\n?/gm,
      '',
    )
    .replace(/^Creating (?:group|user) .*\n?/gm, '')
    .replace(/hapy-[0-9a-f]{10}\b/g, 'CLUSTER')
    .replace(/\b[0-9a-f]{64}\b/g, 'HEX')
    .replace(/(Six mots .* :)\n.*/g, '$1\nWORDS')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/g, 'DATE')
    .replace(/\b(?:\d+ min )?\d+(?:,\d+)? s\b/g, 'TIME')
    .replace(/ (?:leader|follower) +\d+ +\d+ +\d+ +-?\d+ +-?\d+$/gm, ' RAFT')
    .replace(/^(Leader +).*$/gm, '$1NODE')
    .replace(/, sur hapy\d$/gm, ', sur NODE');
  return lines.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
}

/** The lines that are meant by those of the page, where any number of lines stand for one that leaves something out. */
function aligned(lines: readonly string[], told: readonly string[]): string[] | undefined {
  const [first, ...rest] = told;
  if (first === undefined) return lines.length === 0 ? [] : undefined;
  if (first !== leftOut) {
    const [line, ...more] = lines;
    if (line === undefined || !isSame(line, first)) return undefined;
    const others = aligned(more, rest);
    return others && [line, ...others];
  }
  if (rest.length === 0) return [leftOut];
  for (const [at, line] of lines.entries()) {
    // Found by its first line only, so that a long output is not tried again and again.
    if (!isSame(line, rest[0] ?? '')) continue;
    const others = aligned(lines.slice(at), rest);
    if (others !== undefined) return [leftOut, ...others];
  }
  return undefined;
}

function isSame(line: string, told: string): boolean {
  return normalised(line).join() === normalised(told).join();
}
