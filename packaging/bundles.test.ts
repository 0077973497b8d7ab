import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import { bundlePrograms } from './bundles.ts';
import { commandTree, leavesOf } from './command-tree.ts';
import { bashCompletion } from './completion.ts';
import { manualOf } from './manual.ts';
import { packages } from './packages.ts';

const source = join(import.meta.dirname, '..');

describe('the bundles of the packages', function () {
  this.timeout(6 * 60_000);
  let into = '';

  before(async () => {
    into = await mkdtemp(join(tmpdir(), 'hapy-bundles-'));
    await writeFile(
      join(into, 'package.json'),
      '{ "name": "hapy-cluster", "version": "9.8.7", "type": "module" }',
    );
    for (const { programs, shared } of packages.filter((each) => each.programs.length > 0)) {
      await bundlePrograms({ source, into, programs, shared, target: 'node24' });
    }
  });

  after(() => rm(into, { recursive: true }));

  const run = (program: string, ...argv: string[]) =>
    execa(process.execPath, [join(into, `${program}.js`), ...argv], { reject: false, env: { LANG: 'C' } });

  it('start by themselves on our own runtime', async () => {
    for (const { programs } of packages) {
      for (const program of programs) {
        const path = join(into, `${program}.js`);
        assert.match(await readFile(path, 'utf8'), /^#!\/usr\/lib\/hapy\/node\n/);
        assert.equal((await stat(path)).mode & 0o111, 0o111);
      }
    }
  });

  it('hold everything that their programs need to begin', async () => {
    const { stdout, exitCode } = await run('coordinator/cli/main', '--help', '--lang', 'en');
    assert.equal(exitCode, 0);
    for (const command of ['init', 'plan', 'apply', 'status'])
      assert.match(stdout, new RegExp(`\\b${command}\\b`));
    const missing = join(into, 'missing.yaml');
    for (const program of ['agent/main', 'coordinator/main', 'agent/helper/main', 'gateway/main']) {
      const { stderr, exitCode: status } = await run(program, 'serve', '--config', missing);
      assert.equal(status, 2, `${program}: ${stderr}`);
      assert.match(stderr, /HAPY-E200/, program);
    }
  });

  it('read the configuration that is there, and find nobody at its socket', async () => {
    const folder = join(into, 'coordinator-of-nobody');
    await mkdir(join(folder, 'coordinator'), { recursive: true });
    await writeFile(
      join(folder, 'coordinator/coordinator.yaml'),
      `socket: ${folder}/absent.sock\nclaimsDirectory: ${folder}/claims\n`,
    );
    const { stderr } = await run('coordinator/cli/main', '--dir', folder, 'status');
    assert.match(stderr, /absent\.sock/);
    assert.doesNotMatch(stderr, /HAPY-E900/);
  });

  it('refuse to start oned when the guard’s configuration is gone', async () => {
    const { exitCode, stderr } = await run(
      'agent/helper/main',
      'guard',
      '--config',
      join(into, 'missing.yaml'),
    );
    assert.equal(exitCode, 1);
    assert.match(stderr, /missing\.yaml/);
  });

  it('answer as the same error when the command is unknown', async () => {
    const { exitCode, stderr } = await run('coordinator/cli/main', 'nonsense');
    assert.equal(exitCode, 2);
    assert.match(stderr, /HAPY-E25\d/);
  });
});

describe('what is made of hapyctl’s tree of commands', () => {
  it('the manual names every command and option, in both languages', () => {
    for (const language of ['fr', 'en'] as const) {
      const page = manualOf(language).replaceAll('\\-', '-');
      for (const [words, command] of leavesOf(commandTree(language))) {
        if (words !== 'hapyctl') assert.ok(page.includes(`.SS ${words}`), words);
        for (const { flags } of command.options) assert.ok(page.includes(`.B ${flags}\n`), flags);
      }
    }
  });

  it('the completion offers what comes next, as bash runs it', async () => {
    const ask = async (...words: string[]) => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const script = `${bashCompletion()}
COMP_WORDS=(${line}) COMP_CWORD=${words.length - 1} COMP_LINE='${words.join(' ')}'
_hapyctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout } = await execa('bash', ['--norc'], { input: script });
      return stdout.split('\n');
    };
    assert.deepEqual(await ask('hapyctl', 'tok'), ['token']);
    assert.deepEqual((await ask('hapyctl', 'token', '')).slice(0, 3), ['create', 'list', 'revoke']);
    assert.ok((await ask('hapyctl', 'apply', '--ig')).includes('--ignore'));
  });
});
