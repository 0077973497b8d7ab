import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';

const checkout = join(import.meta.dirname, '../..');

/* What can be said of the packages without installing them. */
describe('the files of the packages', function () {
  this.timeout(30 * 60_000);
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-packages-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function build(name: string, ...words: string[]): Promise<string[]> {
    const out = join(folder, name);
    await execa(process.execPath, ['packaging/build.ts', '--out', out, ...words], { cwd: checkout });
    const found = await readdir(out, { recursive: true });
    return found.filter((path) => path.endsWith('.deb')).sort();
  }

  const digest = async (...path: string[]) =>
    createHash('sha256')
      .update(await readFile(join(folder, ...path)))
      .digest('hex');

  it('are the same bytes in two builds', async () => {
    const umask = process.umask(0o077);
    const once = await build('once', '--quick').finally(() => process.umask(umask));
    const again = await build('again', '--quick');
    assert.equal(once.length, 4);
    assert.deepEqual(again, once);
    for (const path of once) assert.equal(await digest('again', path), await digest('once', path), path);
  });

  it('have no fault that lintian finds, and no warning that is not explained', async () => {
    const packages = (await readdir(join(folder, 'once'), { recursive: true })).filter((path) =>
      path.endsWith('.deb'),
    );
    const { all } = await execa('lintian', ['--allow-root', '--fail-on', 'none', ...packages], {
      cwd: join(folder, 'once'),
      all: true,
    });
    assert.equal(all, '');
  });

  it('for arm64 have a runtime for arm64, and nothing of it asks for a newer glibc than promised', async () => {
    // The build itself has held its glibc against what is promised, as it does with the size where it compresses well.
    const [agent = ''] = await build('arm64', '--quick', '--arch', 'arm64', '--only', 'hapy-agent');
    assert.match(agent, /_arm64\.deb$/);
    const file = join(folder, 'arm64', agent);
    await execa('dpkg-deb', ['-x', file, join(folder, 'unpacked')]);
    const { stdout } = await execa('readelf', ['--file-header', join(folder, 'unpacked/usr/lib/hapy/node')]);
    assert.match(stdout, /Machine: +AArch64/);
    const { stdout: control } = await execa('dpkg-deb', ['-f', file, 'Architecture']);
    assert.equal(control, 'arm64');
    // Nothing else of it is of an architecture: file by file it is the package that the machines of the lab install.
    const [other = ''] = (await readdir(join(folder, 'once'))).filter((each) =>
      each.startsWith('hapy-agent_'),
    );
    await execa('dpkg-deb', ['-x', join(folder, 'once', other), join(folder, 'unpacked-amd64')]);
    const compared = await execa('diff', ['-rq', '--no-dereference', 'unpacked', 'unpacked-amd64'], {
      cwd: folder,
      reject: false,
    });
    assert.equal(
      compared.stdout,
      'Files unpacked/usr/lib/hapy/node and unpacked-amd64/usr/lib/hapy/node differ',
    );
  });
});
