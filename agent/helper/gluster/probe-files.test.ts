import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { ProbeStep } from '../../../services/domain/storage/storage-step.ts';
import type { HelperConfig } from '../config.ts';
import { noStorage } from './no-storage.ts';
import { probeStorage } from './probe-files.ts';

const seed = '7-0123abcd';

describe('the files of a drill', () => {
  let folder: string;
  let mount: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-probe-'));
    mount = join(folder, 'mount');
    await mkdir(mount);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const probe = (is: ProbeStep['is'], given: Partial<ProbeStep> = {}, filesystem = 'fuse.glusterfs') =>
    probeStorage(
      { storage: { ...noStorage, mountFolders: [mount] } } as unknown as HelperConfig,
      { is, path: mount, seed, ...given },
      [{ point: mount, filesystem, source: 'hapy1.test:/one' }],
    );

  async function fails(work: Promise<void>, code: string, reason?: string): Promise<void> {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof HapyError, String(error));
      assert.deepEqual([error.code, error.parameters['reason']], [code, reason]);
      return true;
    });
  }

  it('are read back as they were written, and taken away', async () => {
    await probe('write-probe');
    // Repeated after an interruption.
    await probe('write-probe');
    assert.equal((await readdir(join(mount, '.hapy-drill'))).length, 8);
    await probe('read-probe');
    await probe('clear-probe');
    assert.deepEqual(await readdir(mount), []);
  });

  it('are not those of another run, nor shorter, nor changed, nor fewer', async () => {
    await probe('write-probe');
    await fails(probe('read-probe', { seed: '6-0123abcd' }), 'HAPY-E838', 'content');
    const file = join(mount, '.hapy-drill/file-3');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(1));
    await fails(probe('read-probe'), 'HAPY-E838', 'size');
    bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500);
    await writeFile(file, bytes);
    await fails(probe('read-probe'), 'HAPY-E838', 'content');
    await rm(file);
    await fails(probe('clear-probe'), 'HAPY-E838', 'absent');
    assert.equal((await readdir(join(mount, '.hapy-drill'))).length, 7, 'evidence stays');
  });

  it('are not written where the volume is not mounted, nor outside of what is allowed', async () => {
    await fails(probe('write-probe', {}, 'ext4'), 'HAPY-E839', 'not mounted');
    await fails(probe('write-probe', { path: folder }), 'HAPY-E833');
    await fails(probe('write-probe', { seed: '../x' }), 'HAPY-E300');
    assert.deepEqual(await readdir(mount), []);
  });

  it('do not follow a link that lies in their place', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, 'file-0'), 'mine');
    await symlink(elsewhere, join(mount, '.hapy-drill'));
    await probe('write-probe');
    assert.deepEqual(await readdir(elsewhere), ['file-0']);
    assert.equal(await readFile(join(elsewhere, 'file-0'), 'utf8'), 'mine');
  });
});
