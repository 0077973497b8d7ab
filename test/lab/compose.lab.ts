import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

import { succeed } from './machines/cluster-facts.ts';
import { debianBase } from './machines/debian.ts';
import { Docker } from './machines/docker.ts';
import { until } from './machines/until.ts';

const checkout = join(import.meta.dirname, '../..');
const waitMs = 600_000;

/* docker-compose.yml as it stands, on an image of a Debian without network. */
describe('the cluster in containers', function () {
  this.timeout(30 * 60_000);
  let folder = '';
  let docker: Docker | undefined;
  let failed = false;

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    folder = await realpath(await mkdtemp(join(tmpdir(), 'hapy-compose-')));
    const context = join(folder, 'hapy');
    await mkdir(join(context, 'packaging'), { recursive: true });
    for (const path of ['docker-compose.yml', '.dockerignore', 'packaging/compose']) {
      await cp(join(checkout, path), join(context, path), { recursive: true });
    }
    const out = join(context, 'dist');
    await execa(process.execPath, ['packaging/build.ts', '--quick', '--out', out], { cwd: checkout });
    docker = await Docker.start(folder, `hapy-docker-${process.pid}`, { HAPY_BASE: 'hapy-lab-base:1' });
    await docker.importImage(await debianBase(checkout), 'hapy-lab-base:1');
  });
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
  after(async () => {
    if (docker !== undefined) {
      await compose('down', '-v');
      await docker.remove();
    }
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });

  const compose = (...words: string[]) => {
    assert.ok(docker !== undefined);
    return docker.compose(join(folder, 'hapy'), ...words);
  };
  const hapyctl = (...words: string[]) => compose('exec', '-T', 'coordinator', 'hapyctl', ...words);
  const healthy = () =>
    until('the cluster is healthy', async () => (await hapyctl('status')).status === 0, waitMs);

  async function ids(): Promise<string[]> {
    return (await succeed(compose('ps', '-q'))).split('\n');
  }

  async function inspected(form: string): Promise<string[]> {
    assert.ok(docker !== undefined);
    return (await succeed(docker.run('inspect', '--format', form, ...(await ids())))).split('\n');
  }

  it('forms itself with one command, and nothing in it is privileged', async () => {
    await succeed(compose('up', '-d', '--build'));
    await until(
      'every health check passes',
      async () => (await inspected('{{.State.Health.Status}}')).every((health) => health === 'healthy'),
      waitMs,
    );
    await healthy();
    assert.deepEqual(new Set(await inspected('{{.HostConfig.Privileged}}')), new Set(['false']));
    assert.equal((await ids()).length, 5);
  });

  it('misses a server that is cut off, and has it back', async () => {
    assert.ok(docker !== undefined);
    const cut = await succeed(compose('ps', '-q', 'hapy3'));
    await succeed(docker.run('network', 'disconnect', 'hapy_zone', cut));
    await until('it is missed', async () => (await hapyctl('status')).status === 3, waitMs);
    await succeed(docker.run('network', 'connect', '--ip', '172.31.77.13', 'hapy_zone', cut));
    // It stood for election while it was away, and health remembers elections for five minutes: who serves is asked.
    await until(
      'all three serve',
      async () => {
        const { output } = await hapyctl('status');
        const serving = (role: string) => output.match(new RegExp(`^ *\\d+ \\S+ +${role} `, 'gm'))?.length;
        return serving('leader') === 1 && serving('follower') === 2;
      },
      waitMs,
    );
  });

  it('comes back by itself when its containers are made anew', async () => {
    await succeed(compose('up', '-d', '--force-recreate'));
    await healthy();
  });

  it('goes away whole', async () => {
    assert.ok(docker !== undefined);
    await succeed(compose('down', '-v'));
    assert.equal(await succeed(docker.run('ps', '-aq')), '');
    assert.equal(await succeed(docker.run('volume', 'ls', '-q')), '');
  });
});
