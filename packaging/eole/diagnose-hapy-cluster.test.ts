import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

const plugin = join(import.meta.dirname, 'diagnose-hapy-cluster');

/** The plug-in as diagnose runs it, with programs that answer what the test says. */
describe('the plug-in of EOLE’s diagnose', () => {
  let folder: string;
  let script: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-diagnose-'));
    script = join(folder, 'plugin');
    const text = await readFile(plugin, 'utf8');
    await writeFile(script, text.replaceAll('/etc/hapy/coordinator.yaml', join(folder, 'coordinator.yaml')));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const program = async (name: string, body: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  };
  const diagnose = async (before = '') => {
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const run = await execa('bash', ['-c', `${before}\n. "$0"`, script], { env, extendEnv: false });
    return run.stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  };
  const onIndex0 = () => writeFile(join(folder, 'coordinator.yaml'), '');

  it('tells each unit, and the cluster on index 0', async () => {
    await program('systemctl', 'exit 0');
    await program('hapyctl', 'echo "HAPY OK - leader hapy1, 3/3 servers | errors=0"; exit 0');
    await onIndex0();
    assert.deepEqual(await diagnose(), [
      '*** Grappe Hâpy',
      '. hapy-agent.service => Ok',
      '. hapy-coordinator.service => Ok',
      '. hapy-gateway.service => Ok',
      '. État de la grappe => Ok',
    ]);
  });

  it('shows the cause as an error, without the figures of Nagios', async () => {
    await program('systemctl', 'exit 0');
    await program(
      'hapyctl',
      'echo "HAPY CRITICAL - HAPY-E671 oned a échoué sur hapy1 | errors=3;;1"; exit 2',
    );
    await onIndex0();
    assert.equal(
      (await diagnose()).at(-1),
      '. État de la grappe => Erreur : HAPY-E671 oned a échoué sur hapy1 ',
    );
  });

  it('tells warnings apart, and says so when nobody answers', async () => {
    await program('systemctl', 'exit 0');
    await onIndex0();
    await program('hapyctl', 'echo "HAPY WARNING - HAPY-E682 peu de mémoire | x"; exit 1');
    assert.match((await diagnose()).at(-1) ?? '', /=> Avertissement : HAPY-E682 peu de mémoire/);
    await program('hapyctl', 'exit 3');
    assert.match((await diagnose()).at(-1) ?? '', /=> Erreur : hapyctl doctor$/);
  });

  it('is silent about what is not installed here, and about the cluster elsewhere than on index 0', async () => {
    await program('systemctl', 'case "$*" in *agent*) exit 0;; *) exit 1;; esac');
    await program('hapyctl', 'exit 2');
    assert.deepEqual(await diagnose(), ['*** Grappe Hâpy', '. hapy-agent.service => Ok']);
  });

  it('names a unit that does not run, in EOLE’s own colours', async () => {
    await program('systemctl', 'case "$1 $*" in cat*agent*) exit 0;; *) exit 1;; esac');
    const lines = await diagnose('EchoRouge() { echo "ROUGE $*"; }; len_pf=30');
    assert.deepEqual(lines, [
      '*** Grappe Hâpy',
      '. hapy-agent.service => ROUGE Erreur : systemctl status hapy-agent.service',
    ]);
  });
});
