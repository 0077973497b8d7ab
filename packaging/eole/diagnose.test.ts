import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

const plugin = join(import.meta.dirname, 'diagnose/154-hapy-cluster');

/** The plug-in as diagnose runs it, with programs and a library that answer what the test says. */
describe('the plug-in of EOLE’s diagnose', () => {
  let folder: string;
  let script: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-diagnose-'));
    script = join(folder, 'plugin');
    const text = await readFile(plugin, 'utf8');
    await writeFile(script, text.replaceAll(/(?<=[ =])\/(?:etc|usr\/lib)\/eole\//g, `${folder}/`));
    await writeFile(join(folder, 'hapy-cluster-vars.conf'), '');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const program = async (name: string, body: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  };
  /** Units that are installed and run, by a word of their names. */
  const running = (...units: string[]) =>
    program(
      'systemctl',
      `case "$*" in ${units.map((unit) => `*${unit}*`).join('|')}) exit 0;; *) exit 1;; esac`,
    );
  /** Its lines, without the last one, which is empty; it always succeeds. */
  const diagnose = async () => {
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const run = await execa('bash', [script], { env, extendEnv: false });
    const lines = run.stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    assert.equal(lines.at(-1), '');
    return lines.slice(0, -1);
  };

  it('tells each unit, and the cluster on index 0', async () => {
    await running('hapy-');
    await program('hapyctl', 'echo "HAPY OK - leader hapy1, 3/3 servers | errors=0"; exit 0');
    assert.deepEqual(await diagnose(), [
      '*** Grappe Hâpy',
      '. hapy-agent.service => Ok',
      '. hapy-coordinator.service => Ok',
      '. hapy-gateway.service => Ok',
      '. État de la grappe => Ok',
    ]);
  });

  it('shows the cause as an error, without the figures of Nagios', async () => {
    await running('hapy-');
    await program(
      'hapyctl',
      'echo "HAPY CRITICAL - HAPY-E671 oned a échoué sur hapy1 | errors=3;;1"; exit 2',
    );
    assert.equal(
      (await diagnose()).at(-1),
      '. État de la grappe => Erreur : HAPY-E671 oned a échoué sur hapy1 ',
    );
  });

  it('tells warnings apart, and says so when nobody answers', async () => {
    await running('hapy-');
    await program('hapyctl', 'echo "HAPY WARNING - HAPY-E682 peu de mémoire | x"; exit 1');
    assert.match((await diagnose()).at(-1) ?? '', /=> Avertissement : HAPY-E682 peu de mémoire/);
    await program('hapyctl', 'exit 3');
    assert.match((await diagnose()).at(-1) ?? '', /=> Erreur : hapyctl doctor$/);
  });

  it('is silent about what is not installed here, and about the cluster elsewhere than on index 0', async () => {
    await running('hapy-agent');
    await program('hapyctl', 'exit 2');
    assert.deepEqual(await diagnose(), ['*** Grappe Hâpy', '. hapy-agent.service => Ok']);
  });

  it('tells what the agent itself has to say, as when its coordinator is away', async () => {
    const said = 'HAPY-E743 Aucun coordinateur ne répond à hapy2';
    await program(
      'systemctl',
      `case "$*" in *StatusText*) echo "${said}";; *agent*) exit 0;; *) exit 1;; esac`,
    );
    assert.deepEqual((await diagnose()).slice(1), [
      '. hapy-agent.service => Ok',
      `. Coordinateur => Avertissement : ${said}`,
    ]);
  });

  it('has one line where the cluster is off, unless an agent runs all the same', async () => {
    await rm(join(folder, 'hapy-cluster-vars.conf'));
    await running('nothing');
    assert.deepEqual(await diagnose(), [
      '*** Grappe Hâpy',
      '. hapy-cluster => Non activé (gen_config, famille hapy_cluster)',
    ]);
    await running('hapy-agent');
    assert.deepEqual(await diagnose(), ['*** Grappe Hâpy', '. hapy-agent.service => Ok']);
  });

  it('names a unit that does not run, in the colours and columns of EOLE’s library', async () => {
    await writeFile(join(folder, 'diagnose.sh'), 'EchoRouge() { echo "ROUGE $*"; }; len_pf=30');
    await program('systemctl', 'case "$1 $*" in cat*agent*) exit 0;; *) exit 1;; esac');
    assert.deepEqual(await diagnose(), [
      '*** Grappe Hâpy',
      '. hapy-agent.service => ROUGE Erreur : systemctl status hapy-agent.service',
    ]);
  });
});
