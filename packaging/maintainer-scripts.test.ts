import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

const scripts = join(import.meta.dirname, 'scripts');
/** Programs that the scripts call, each of which writes down how. */
const called = [
  ...['deb-systemd-helper', 'deb-systemd-invoke', 'systemctl', 'systemd-sysusers', 'systemd-tmpfiles'],
  ...['userdel', 'groupdel'],
];

/** What dpkg runs, with a root of its own and stand-ins for systemd. */
describe('the scripts of the packages', () => {
  let root = '';
  let log = '';

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hapy-scripts-'));
    log = join(root, 'log');
    for (const folder of ['bin', 'etc/hapy', 'var/lib/hapy', 'run/systemd/system', 'run/hapy/node']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    for (const name of called) await program(join('bin', name), 'exit 0');
  });
  afterEach(() => rm(root, { recursive: true }));

  async function program(path: string, lines: string): Promise<void> {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), `#!/bin/sh\necho "$(basename "$0") $*" >> ${log}\n${lines}\n`);
    await chmod(join(root, path), 0o755);
  }

  const write = async (path: string, text = 'x') => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const there = (path: string) => existsSync(join(root, path));

  /** Runs a script as dpkg does and tells its exit status, what it said and what it called. */
  async function run(script: string, ...words: string[]) {
    const text = readFileSync(join(scripts, script), 'utf8');
    const moved = text.replaceAll(/(?<=[\s=])\/(?=(?:etc|var|usr|run)(?:\/|\s))/g, `${root}/`);
    await writeFile(join(root, 'script'), moved);
    await writeFile(log, '');
    const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
    const { exitCode, all } = await execa('sh', [join(root, 'script'), ...words], {
      env,
      reject: false,
      all: true,
    });
    return { status: exitCode, says: all, calls: readFileSync(log, 'utf8').split('\n').slice(0, -1) };
  }

  it('succeed at every step of dpkg on a machine without systemd', async () => {
    await rm(join(root, 'run/systemd'), { recursive: true });
    for (const name of readdirSync(scripts)) {
      for (const file of readdirSync(join(scripts, name))) {
        for (const step of ['configure', 'remove', 'purge', 'upgrade', 'abort-upgrade', 'disappear']) {
          const { status, says, calls } = await run(`${name}/${file}`, step, '0.1.0');
          assert.equal(status, 0, `${name}/${file} ${step}: ${says}`);
          assert.ok(
            calls.every((call) => !/invoke|daemon-reload/.test(call)),
            `${name}/${file} ${step}`,
          );
        }
      }
    }
  });

  describe('before hapy-agent is changed', () => {
    const prerm = 'hapy-agent/prerm';
    const answers = (status: number) => program('usr/lib/hapy/agent/main.js', `exit ${status}`);

    it('refuse where the zone could not do without this server, and stop nothing', async () => {
      await answers(3);
      for (const step of ['upgrade', 'failed-upgrade', 'remove']) {
        const { status, calls } = await run(prerm, step, '0.2.0');
        assert.equal(status, 1, step);
        const change = step === 'remove' ? 'remove' : 'upgrade';
        assert.deepEqual(calls, [`main.js can-change --for ${change}`]);
      }
    });

    it('go ahead where it may, where the program is broken and where it is gone', async () => {
      for (const status of [0, 1, 127]) {
        await answers(status);
        assert.equal((await run(prerm, 'upgrade', '0.2.0')).status, 0);
      }
      await rm(join(root, 'usr/lib/hapy'), { recursive: true });
      assert.equal((await run(prerm, 'upgrade', '0.2.0')).status, 0);
    });

    it('stop what runs when it is removed, but not for an upgrade', async () => {
      await answers(0);
      const stopped = /^deb-systemd-invoke stop hapy-agent.service/;
      assert.ok((await run(prerm, 'remove')).calls.some((call) => stopped.test(call)));
      assert.ok((await run(prerm, 'upgrade', '0.2.0')).calls.every((call) => !stopped.test(call)));
      // A downgrade is an upgrade for dpkg.
      assert.ok((await run(prerm, 'upgrade', '0.0.1')).calls.every((call) => !stopped.test(call)));
    });
  });

  describe('when hapy-agent is configured', () => {
    const postinst = 'hapy-agent/postinst';

    it('write agent.yaml once, for the platform that this is', async () => {
      await run(postinst, 'configure');
      assert.match(readFileSync(join(root, 'etc/hapy/agent.yaml'), 'utf8'), /^platform: opennebula$/m);
      await rm(join(root, 'etc/hapy/agent.yaml'));
      await mkdir(join(root, 'usr/share/eole'), { recursive: true });
      await run(postinst, 'configure');
      assert.match(readFileSync(join(root, 'etc/hapy/agent.yaml'), 'utf8'), /^platform: eole$/m);
      assert.equal((await stat(join(root, 'etc/hapy/agent.yaml'))).mode & 0o777, 0o644);
      await write('etc/hapy/agent.yaml', 'platform: eole\nnode: mine\n');
      await run(postinst, 'configure', '0.0.1');
      assert.match(readFileSync(join(root, 'etc/hapy/agent.yaml'), 'utf8'), /^node: mine$/m);
    });

    it('leave the package whole when a unit does not start, and say where to look', async () => {
      await program('bin/deb-systemd-invoke', 'exit 1');
      const { status, says } = await run(postinst, 'configure');
      assert.equal(status, 0);
      assert.match(says, /hapy-agent\.service does not run: journalctl -u hapy-agent\.service/);
    });

    it('never touch oned', async () => {
      const { calls } = await run(postinst, 'configure', '0.0.1');
      assert.ok(calls.length > 5);
      assert.ok(calls.every((call) => !call.includes('opennebula')));
    });
  });

  describe('after the packages are gone', () => {
    const kept = ['var/lib/hapy/agent/pki/key.pem', 'var/lib/hapy/identity.json', 'etc/hapy/agent.yaml'];

    it('keep keys, identity and configuration when they were removed', async () => {
      for (const path of [...kept, 'var/lib/hapy/coordinator/ca/key.pem']) await write(path);
      await run('hapy-coordinator/postrm', 'remove');
      await run('hapy-agent/postrm', 'remove');
      for (const path of [...kept, 'var/lib/hapy/coordinator/ca/key.pem']) assert.ok(there(path), path);
    });

    it('leave nothing when they were purged, accounts included, and spare what is not theirs', async () => {
      for (const path of [...kept, 'var/lib/hapy/helper/seed', 'etc/hapy/instance-passwords'])
        await write(path);
      await write('var/lib/hapy/coordinator/ca/key.pem');
      await write('var/lib/hapy/gateway/pki/key.pem');
      for (const user of ['agent', 'helper', 'root']) await write(`var/cache/hapy/${user}/compiled`);
      const coordinator = await run('hapy-coordinator/postrm', 'purge');
      assert.ok(!there('var/lib/hapy/coordinator') && !there('var/lib/hapy/gateway'));
      // hapy-agent is still there: its key is not the coordinator's to take.
      assert.ok(there(kept[0] ?? ''));
      const agent = await run('hapy-agent/postrm', 'purge');
      for (const folder of ['etc/hapy', 'var/lib/hapy', 'run/hapy', 'var/cache/hapy'])
        assert.ok(!there(folder), folder);
      const accounts = [...coordinator.calls, ...agent.calls].filter((call) => call.startsWith('userdel'));
      assert.deepEqual(accounts.sort(), ['userdel hapy', 'userdel hapy-coordinator', 'userdel hapy-gateway']);
    });

    it('spare a file in /etc/hapy that somebody else has put there', async () => {
      await write('etc/hapy/agent.yaml');
      await write('etc/hapy/notes');
      await run('hapy-agent/postrm', 'purge');
      assert.ok(there('etc/hapy/notes') && !there('etc/hapy/agent.yaml'));
    });
  });
});
