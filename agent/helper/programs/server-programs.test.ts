import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { instance, reconfigure } from './eole-programs.ts';
import { stopOned } from './oned-programs.ts';
import type { Job } from './program-folder.ts';
import { StepContext } from './step-context.ts';

// EOLE's and OpenNebula's programs as small scripts that behave like the worst of their originals.

describe('the programs of a server', () => {
  let folder: string;
  let log: FileHandle;
  const at = (name: string) => join(folder, name);
  const told = () => readFileSync(at('log'), 'utf8');
  const asked = () => (existsSync(at('asked')) ? readFileSync(at('asked'), 'utf8').trim().split('\n') : []);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-programs-'));
    log = await open(at('log'), 'a');
    program('systemctl', 'true');
  });
  afterEach(async () => {
    await log.close();
    rmSync(folder, { recursive: true });
  });

  function program(name: string, text: string): void {
    writeFileSync(at(name), `#!/bin/sh\nfolder=${folder}\necho "${name} $*" >> $folder/asked\n${text}\n`);
    chmodSync(at(name), 0o755);
  }

  function context(
    more: { readonly deadlineMs?: number; readonly instanceAsks?: boolean } = {},
  ): StepContext {
    const { deadlineMs = 10_000, instanceAsks = true } = more;
    const files = {
      onedConf: at('oned.conf'),
      onedLock: at('one.lock'),
      configEolBackup: at('config.eol.bak'),
      instancePasswords: at('passwords'),
    };
    const programs = {
      instance: at('instance'),
      instanceUnattended: at('instance-unattended'),
      reconfigure: at('reconfigure'),
      creoleLock: at('CreoleLock'),
      systemctl: at('systemctl'),
      ip: at('ip'),
    };
    const config = { unit: 'opennebula', instanceAsks, files, programs } as Job['config'];
    const job = { config, deadlineMs, node: 'hapy2', program: 'import-seed' } as Job;
    return new StepContext(job, log, AbortSignal.timeout(deadlineMs));
  }

  describe('instance', () => {
    const passwords = (mode = 0o600) => {
      writeFileSync(at('passwords'), 'root secret\neole secret\n');
      chmodSync(at('passwords'), mode);
    };

    it('is done by instance-unattended with the passwords that stand on the node', async () => {
      passwords();
      program('instance-unattended', 'touch $folder/config.eol.bak');
      await instance(context());
      const words = ['systemctl reset-failed opennebula'];
      words.push(`instance-unattended --file-passwords ${at('passwords')}`);
      assert.deepEqual(asked(), words);
      assert.doesNotMatch(told(), /secret/);
      // A second time there is nothing to do.
      await instance(context());
      assert.deepEqual(asked(), words);
    });

    it('is never started without somebody who answers its questions', async () => {
      program('instance', 'touch $folder/config.eol.bak');
      await assert.rejects(instance(context()), { code: 'HAPY-E335' });
      program('instance-unattended', 'touch $folder/config.eol.bak');
      await assert.rejects(instance(context()), { code: 'HAPY-E335' });
      passwords(0o640);
      await assert.rejects(instance(context()), {
        code: 'HAPY-E372',
        parameters: { path: at('passwords'), mode: '0640' },
      });
      assert.deepEqual(asked(), []);
      // The sandbox's asks nothing.
      await instance(context({ instanceAsks: false }));
      assert.deepEqual(asked().slice(1), ['instance']);
    });

    it('has failed by its status or by its words', async () => {
      passwords();
      const endings = {
        'echo Traceback; exit 3': 'HAPY-E330',
        'echo attend; exit 2': 'HAPY-E373',
        'echo "A system lock is already set by another process: /var/lock/eole/eole-system/majauto.12"; exit 1':
          'HAPY-E371',
        'echo ".  oned => Erreur"': 'HAPY-E331',
        'echo "Traceback (most recent call last):"': 'HAPY-E331',
        'echo "cp: Aucun espace disponible sur le périphérique"': 'HAPY-E331',
        true: 'HAPY-E335',
      };
      for (const [text, code] of Object.entries(endings)) {
        program('instance-unattended', text);
        await assert.rejects(instance(context()), { code }, text);
      }
      program('reconfigure', 'echo "A system lock is already set by another process: /x/y.1"');
      await assert.rejects(reconfigure(context()), {
        code: 'HAPY-E371',
        parameters: { program: at('reconfigure'), lock: '/x/y.1' },
      });
    });
  });

  it('reconfigure on a server whose oned was started too often to be started once more', async () => {
    program('systemctl', '[ "$1" = reset-failed ] && touch $folder/forgotten; exit 0');
    program('reconfigure', 'test -e $folder/forgotten || { echo "oned => Erreur"; exit 1; }');
    await reconfigure(context());
  });

  describe('stopping oned', () => {
    /** A candidate: `stop` waits for a process that only SIGKILL ends. */
    const candidate = `case $1 in
  stop) while [ ! -e $folder/killed ]; do sleep 0.05; done ;;
  kill) touch $folder/killed ;;
  is-active) [ -e $folder/killed ] && echo failed || echo active ;;
esac`;

    it('kills a candidate that ignores SIGTERM, and then takes its remains away', async () => {
      program('systemctl', candidate);
      program(
        'ip',
        '[ "$*" = "-j address show dev eth0" ] && echo \'[{"addr_info":[{"local":"10.1.2.10"}]}]\'; true',
      );
      writeFileSync(
        at('oned.conf'),
        'RAFT_FOLLOWER_HOOK = [ COMMAND = "raft/vip.sh", ARGUMENTS = "follower eth0 10.1.2.10/24" ]\n',
      );
      writeFileSync(at('one.lock'), '');
      await stopOned(context({ deadlineMs: 4000 }));
      assert.ok(asked().includes('systemctl kill --signal=SIGKILL opennebula'));
      assert.ok(asked().includes('ip address del 10.1.2.10/24 dev eth0'));
      assert.equal(existsSync(at('one.lock')), false);
      assert.match(told(), /killed after 2 s/);
    });

    it('takes nothing away from an oned that lives on', async () => {
      program('systemctl', 'case $1 in stop) exit 1 ;; is-active) echo active ;; esac');
      program('ip', 'true');
      writeFileSync(at('oned.conf'), 'RAFT_FOLLOWER_HOOK = [ ARGUMENTS = "follower eth0 10.1.2.10/24" ]\n');
      writeFileSync(at('one.lock'), '');
      await assert.rejects(stopOned(context()), { code: 'HAPY-E330' });
      assert.equal(existsSync(at('one.lock')), true);
      assert.equal(
        asked().some((line) => line.startsWith('ip ')),
        false,
      );
    });

    it('removes no address that is not on the machine, and none that is no address', async () => {
      program('systemctl', 'case $1 in is-active) echo inactive ;; esac');
      program('ip', 'true');
      writeFileSync(
        at('oned.conf'),
        'RAFT_FOLLOWER_HOOK = [ ARGUMENTS = "follower eth0 10.1.2.10/24 --help 1;rm" ]\n',
      );
      await stopOned(context());
      assert.deepEqual(
        asked().filter((line) => line.startsWith('ip ')),
        ['ip -j address show dev eth0'],
      );
    });
  });
});
