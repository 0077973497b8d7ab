import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { HelperConfig } from '../config.ts';
import { disarmReturn, stopBrick } from './stop-brick.ts';

const options = {};
const volumeOf = (name: string, path: string) => ({
  ...{ name, id: name, status: 'Started', replica: 3, options },
  bricks: [1, 2, 3].map((number) => ({ host: `hapy${number}.test`, path })),
});

describe('stopping a brick for a drill', () => {
  let folder: string;
  let config: HelperConfig;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-stop-brick-'));
    for (const name of ['systemctl', 'systemd-run'])
      await program(name, `echo "${name} $*" >> ${folder}/asked`);
    await symlink(process.execPath, join(folder, 'glusterfsd'));
    const programs = {
      gluster: '/usr/sbin/gluster',
      systemctl: join(folder, 'systemctl'),
      systemdRun: join(folder, 'systemd-run'),
    };
    config = { programs } as unknown as HelperConfig;
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  const program = (name: string, script: string) =>
    writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  /** A process that looks like the one of a brick. */
  async function serve(path: string): Promise<ChildProcess> {
    const script = 'process.stdout.write("up"); setInterval(() => {}, 1e6)';
    const argv = ['-e', script, '--', '-s', 'hapy3.test', '--brick-name', path];
    const child = spawn(join(folder, 'glusterfsd'), argv, { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }
  const brick = () => ({ host: 'hapy3.test', path: join(folder, 'brick') });
  const stop = (...others: readonly string[]) =>
    stopBrick(
      config,
      brick(),
      [volumeOf('one', brick().path), ...others.map((path) => volumeOf(path, path))],
      'one',
    );
  const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');

  async function refused(work: Promise<void>, reason: string): Promise<void> {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof HapyError);
      assert.deepEqual([error.code, error.parameters['reason']], ['HAPY-E837', reason]);
      return true;
    });
  }

  it('ends its process alone, after systemd knows when to start it again', async () => {
    const other = await serve('/other');
    const child = await serve(brick().path);
    const ended = once(child, 'exit');
    await stop('/other');
    assert.deepEqual((await ended).at(-1), 'SIGTERM');
    assert.equal(other.exitCode ?? other.signalCode, null);
    const [disarmed, armed] = await asked();
    assert.equal(disarmed, 'systemctl stop hapy-brick-return.timer hapy-brick-return.service');
    assert.match(armed ?? '', /--unit=hapy-brick-return --on-active=600 .*Restart=on-failure/);
    assert.match(armed ?? '', /\/usr\/sbin\/gluster --mode=script volume start one force$/);
    // Repeated, it stays away for the whole time once more.
    await stop('/other');
    assert.equal((await asked()).length, 4);
    await disarmReturn(config);
  });

  it('is refused where nothing would start it again', async () => {
    const child = await serve(brick().path);
    await program('systemd-run', 'echo no bus; exit 1');
    await refused(stop(), 'no_timer');
    await refused(
      stopBrick({ programs: { ...config.programs, systemdRun: '' } } as HelperConfig, brick(), [], 'one'),
      'no_timer',
    );
    assert.equal(child.exitCode ?? child.signalCode, null);
  });

  it('is refused where its process serves other bricks too', async () => {
    const child = await serve(brick().path);
    await refused(stop('/other'), 'shared');
    assert.equal(child.exitCode ?? child.signalCode, null);
  });

  it('is refused there also while bricks of another pool are served on this machine', async () => {
    await serve('/of/another/pool');
    const child = await serve(brick().path);
    await refused(stop('/other'), 'shared');
    assert.equal(child.exitCode ?? child.signalCode, null);
  });
});
